"""Updates as the supervisor starts them."""

from typing import Any

from tests.web.conftest import Making
from tests.web.world import Client, World


class RecordedUpdates:
    """A port that writes down what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[object] = []
        self.no = ""

    def picture(self) -> dict[str, Any]:
        return {"day_open": False, "releases": [], "rollout": None, "devices": [{"device": "pad-1"}]}

    def start(self, number: int) -> str:
        self.asked.append(number)
        return self.no

    def stop(self) -> None:
        self.asked.append("stop")


async def test_a_supervisor_starts_and_stops_a_rollout(world: World, boss: Client) -> None:
    world.web.parts.updates = updates = RecordedUpdates()
    answer = await boss.post("/updates/start", {"number": 2})
    assert (answer.status, (await answer.json())["devices"]) == (200, [{"device": "pad-1"}])
    assert (await boss.post("/updates/stop", {})).status == 200
    assert updates.asked == [2, "stop"]


async def test_a_no_has_its_reason_and_its_sentence(world: World, boss: Client) -> None:
    world.web.parts.updates = updates = RecordedUpdates()
    updates.no = "update_day_open"
    problem = await (await boss.post("/updates/start", {"number": 2}, headers={"Accept-Language": "en"})).json()
    assert problem["reason"] == "update_day_open"
    assert problem["detail"] == "Devices are not updated while the hall is open."


async def test_a_hall_without_updates_has_no_releases(make_world: Making) -> None:
    world = await make_world()
    boss = await world.signed_in("boss")
    assert (await (await boss.get("/updates")).json())["releases"] == []
    assert (await boss.post("/updates/start", {"number": 1})).status == 409
