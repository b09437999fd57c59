"""A complaint over HTTP: the supervisor sees it and says what was done about it."""

import pytest

from hub.core import commands as c
from hub.core.events import ComplaintAnswered
from tests.web.world import Client, World


async def complain(world: World, boss: Client) -> str:
    """A press at the pad of counter 1; the complaint that the supervisor sees."""
    await world.command(c.Complain(1))
    (shown,) = (await (await boss.get("/hall")).json())["complaints"]
    assert (shown["counter"], shown["number"], shown["over_limit"]) == (1, "", False)
    return str(shown["complaint"])


def answers(world: World) -> list[ComplaintAnswered]:
    return [each.event for each in world.journal.events if isinstance(each.event, ComplaintAnswered)]


async def test_a_complaint_is_answered_with_words_that_are_kept(world: World, boss: Client) -> None:
    complaint = await complain(world, boss)
    answered = await boss.post(f"/complaints/{complaint}/answer", {"words": "已与柜员沟通"})
    assert (answered.status, (await answered.json())["events"]) == (200, [{"type": "complaint_answered", "counter": 1}])
    assert (await (await boss.get("/hall")).json())["complaints"] == []
    entry = (await (await boss.get("/journal")).json())["events"][-1]
    assert (entry["actor"], entry["body"]["words"]) == ("boss", "已与柜员沟通")


async def test_an_answered_complaint_is_no_complaint_any_more(world: World, boss: Client) -> None:
    complaint = await complain(world, boss)
    await boss.post(f"/complaints/{complaint}/answer", {"words": "done"})
    again = await boss.post(f"/complaints/{complaint}/answer", {"words": "done again"})
    assert (again.status, (await again.json())["reason"]) == (404, "complaint_unknown")


@pytest.mark.parametrize(
    ("words", "status"), [("", 422), ("  ", 409), ("x" * 500, 200), ("x" * 501, 422), ("a\nb", 422), (None, 422)]
)
async def test_an_answer_is_one_line_of_up_to_500_characters(
    world: World, boss: Client, words: str | None, status: int
) -> None:
    complaint = await complain(world, boss)
    answered = await boss.post(f"/complaints/{complaint}/answer", {"words": words})
    assert answered.status == status
    if status != 200:
        assert [each["where"] for each in (await answered.json())["errors"]] == ["/words"]
        assert answers(world) == []


@pytest.mark.parametrize("restarted", [False, True])
async def test_a_repeated_answer_is_given_once(world: World, boss: Client, restarted: bool) -> None:
    path = f"/complaints/{await complain(world, boss)}/answer"
    first = await boss.post(path, {"words": "done"}, key="k")
    if restarted:
        await world.restart()
    again = await boss.post(path, {"words": "done"}, key="k")
    assert (first.status, await first.read()) == (again.status, await again.read())
    other = await boss.post(path, {"words": "something else"}, key="k")
    assert (other.status, (await other.json())["reason"]) == (422, "key_reused")
    assert [each.words for each in answers(world)] == ["done"]


async def test_neither_clerks_nor_pads_answer_or_see_complaints(world: World, boss: Client) -> None:
    complaint = await complain(world, boss)
    for name in ("wang", "pad-1"):
        client = await world.signed_in(name)
        assert (await client.post(f"/complaints/{complaint}/answer", {"words": "x"})).status == 403
        assert "complaints" not in await (await client.get("/counters/1")).json()
    assert "complaints" not in await (await boss.get("/board")).json()


async def test_a_citizen_complains_with_the_ticket_s_link_and_once(world: World, boss: Client) -> None:
    citizen = world.client()
    taken = await (await citizen.post("/tickets", {"items": ["card"]})).json()
    early = await citizen.post("/complaints", {"link": taken["link"]})
    assert (early.status, (await early.json())["reason"]) == (409, "no_counter_yet")
    await world.command(c.OpenCounter(1, "clerk-1"))
    await world.command(c.CallNext(1))
    first = await citizen.post("/complaints", {"link": taken["link"]}, key="once")
    again = await citizen.post("/complaints", {"link": taken["link"]}, key="once")
    assert (first.status, await first.read()) == (again.status, await again.read()) == (201, await again.read())
    other = await citizen.post("/complaints", {"link": taken["link"]})
    assert (other.status, (await other.json())["reason"]) == (409, "complaint_open")
    (shown,) = (await (await boss.get("/hall")).json())["complaints"]
    assert (shown["counter"], shown["number"]) == (1, "A001")


async def test_without_a_link_only_a_pad_complains_and_says_where(world: World, boss: Client) -> None:
    assert (await world.client().post("/complaints", {"counter": 1})).status == 401
    assert (await boss.post("/complaints", {"counter": 1})).status == 403
