"""A hall's board on the centre's pages: read from the store while somebody looks, honest about what is missing."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from aiohttp import ClientSession

from hub.centre.web.boards import FORGET_MS, MOST_OF_A_DAY, WINDOW
from hub.centre.web.live import looked_at
from hub.core import commands as c
from hub.core.dispatch import Dispatch
from hub.core.trail import Trail, dispatch
from tests.centre.rig import hash_at
from tests.centre.stored import add
from tests.centre.test_web import get, token_of
from tests.centre.world import STANDINGS, CentreWorld
from tests.core.story import Story


class FromStory:
    """A story whose events go into the centre's store as those of a hall."""

    def __init__(self, centre: CentreWorld, hall: str = "city", story: Story | None = None) -> None:
        self.centre, self.hall, self.story = centre, hall, story or Story()
        self.trail = Trail(self.story.first)
        self.sent = 0

    def send(self, events: Iterable[Dispatch] | None = None) -> None:
        """What is new; the standing follows."""
        fresh = list(events or self.fresh())
        for begin in range(0, len(fresh), 200):
            add(self.centre.store, fresh[begin : begin + 200], self.story.now_ms)
        self.sent = fresh[-1].seq
        self.hear()

    def hear(self, ahead: int = 0) -> None:
        self.centre.hear(replace(STANDINGS[self.hall], seq=self.sent + ahead))

    def fresh(self) -> Iterable[Dispatch]:
        for each in self.story.journal[self.sent :]:
            told = dispatch(self.trail, each, each.seq.to_bytes(32, "big"))
            yield replace(told, hall=self.hall, hash=hash_at(each.seq))


async def board(centre: CentreWorld) -> dict[str, Any]:
    answer = await get(centre, "/api/v1/staff/halls/city", await token_of(centre, "watcher"))
    found: dict[str, Any] = (await answer.json())["board"]
    return found


def numbers(found: dict[str, Any]) -> list[tuple[int, str]]:
    return [(each["counter"], each["number"]) for each in found["counters"]]


async def test_the_board_is_the_hall_s_and_goes_on_with_it(centre: CentreWorld) -> None:
    hall = FromStory(centre)
    hall.story.open(1, 2)
    first = hall.story.serving(1)
    hall.send()
    assert numbers(await board(centre)) == [(1, hall.story.number(first)), (2, "")]
    second = hall.story.take()
    hall.story.do(c.CallNext(2))
    hall.send()
    assert numbers(await board(centre)) == [(1, hall.story.number(first)), (2, "")], "it is read once a second"
    centre.clock.forward_s(1)
    hall.hear()
    assert numbers(await board(centre)) == [(1, hall.story.number(first)), (2, hall.story.number(second))]


async def test_a_long_day_is_found_from_its_end(centre: CentreWorld) -> None:
    hall = FromStory(centre)
    hall.story.open(1)
    for _ in range(WINDOW):
        hall.story.take()
    hall.story.do(c.CallNext(1))
    hall.send()
    found = await board(centre)
    assert (found["waiting"][0]["count"], found["behind"], found["seq"]) == (WINDOW - 1, 0, hall.sent)
    assert hall.sent > WINDOW
    assert MOST_OF_A_DAY > WINDOW


async def test_what_is_behind_the_standing_is_told_and_since_when(centre: CentreWorld) -> None:
    hall = FromStory(centre)
    hall.send()
    hall.hear(ahead=7)
    found = await board(centre)
    assert (found["behind"], found["behind_ms"]) == (7, centre.clock.ms)
    began_ms = centre.clock.ms
    centre.clock.forward_s(5)
    hall.hear(ahead=9)
    found = await board(centre)
    assert (found["behind"], found["behind_ms"], found["read_ms"]) == (9, began_ms, centre.clock.ms)
    centre.clock.forward_s(5)
    hall.hear()
    found = await board(centre)
    assert (found["behind"], found["behind_ms"]) == (0, 0)


async def test_a_hall_that_came_back_with_another_history_has_its_board_made_anew(centre: CentreWorld) -> None:
    hall = FromStory(centre)
    hall.story.open(1)
    hall.send()
    fork = hall.sent
    hall.story.take()
    hall.story.do(c.CallNext(1))
    hall.send()
    assert (await board(centre))["counters"][0]["state"] == "calling"
    assert centre.store.begin_life("city", fork, hash_at(fork)) is not None
    closed = Dispatch("city", fork + 1, hash_at(fork + 1, "b"), hall.story.now_ms, "counter_paused", counter=1)
    centre.clock.forward_s(2)
    hall.send([closed])
    assert [each["state"] for each in (await board(centre))["counters"]] == ["paused"]


async def test_nothing_is_kept_of_a_hall_that_nobody_looks_at(centre: CentreWorld) -> None:
    hall = FromStory(centre)
    hall.story.open(1)
    hall.send()
    assert centre.web.boards.watched() == set()
    token = await token_of(centre, "watcher")
    async with ClientSession(cookies={"session": token}) as session:
        async with session.ws_connect(f"{centre.url}/live/halls/city") as live:
            first = await live.receive_json()
            assert first["centre_hall"]["board"]["counters"][0]["state"] == "free"
            centre.clock.forward_s(FORGET_MS / 1000 + 1)
            await centre.web.boards.step()
            assert centre.web.boards.watched() == {"city"}
            hall.story.do(c.PauseCounter(1, "lunch"))
            hall.send()
            centre.clock.forward_s(2)
            await centre.web.boards.step()
            while (await live.receive_json())["centre_hall"]["board"]["counters"][0]["state"] != "paused":
                pass
        while looked_at(centre.web.feed):
            await get(centre, "/healthz")
    centre.clock.forward_s(FORGET_MS / 1000 + 1)
    await centre.web.boards.step()
    assert centre.web.boards.watched() == set()


async def test_a_store_that_cannot_be_read_leaves_the_board_and_its_age(centre: CentreWorld) -> None:
    hall = FromStory(centre)
    hall.story.open(1)
    hall.send()
    read_ms = (await board(centre))["read_ms"]
    centre.store.place = broken  # type: ignore[method-assign]
    centre.clock.forward_s(9)
    hall.hear()
    found = await board(centre)
    assert (found["read_ms"], len(found["counters"])) == (read_ms, 1)


def broken(*_: object) -> Any:
    raise OSError(5, "Input/output error")
