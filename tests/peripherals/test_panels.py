"""What the panels should show, and the feed of a real panel process."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from hub.core.commands import CallNext, FinishService, PauseCounter, StartService
from hub.peripherals.panels import PanelFeed, command, wanted
from hub.peripherals.setup import LedSetup, PanelSetup
from tests.display.panel_peer import PeerBus, Seen
from tests.peripherals.halls import story

ONE, HALL = PanelSetup(1, counter=1), PanelSetup(9)


@pytest.fixture
def bus() -> Iterator[PeerBus]:
    peer = PeerBus()
    yield peer
    peer.close()


@asynccontextmanager
async def running(feed: PanelFeed) -> AsyncIterator[None]:
    task = asyncio.create_task(feed.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def test_a_panel_flashes_while_called_then_stands_then_goes_dark() -> None:
    day = story()
    day.open(1)
    number = day.hall.tickets[day.take("pension")].number
    shown = [wanted(day.hall, ONE)]
    for step in (CallNext(1), StartService(1), FinishService(1)):
        day.do(step)
        shown.append(wanted(day.hall, ONE))
    ticket = {"panel": 1, "show": "ticket", "number": number, "counter": 1}
    nothing = {"panel": 1, "show": "nothing"}
    assert shown == [nothing, {**ticket, "flash": True}, {**ticket, "flash": False}, nothing]


def test_a_paused_counter_says_so_in_the_panel_s_language() -> None:
    day = story()
    day.open(1)
    day.do(PauseCounter(1, "lunch"))
    assert wanted(day.hall, ONE) == {"panel": 1, "show": "text", "text": "暂停服务"}
    assert wanted(day.hall, PanelSetup(1, counter=1, language="en"))["text"] == "PAUSED"


def test_the_hall_s_panel_shows_the_newest_call_that_still_goes_on() -> None:
    day = story()
    day.open(1, 2)
    first, second = (day.hall.tickets[day.take("pension")].number for _ in range(2))
    day.do(CallNext(1))
    day.do(CallNext(2))
    assert (wanted(day.hall, HALL)["number"], wanted(day.hall, HALL)["counter"]) == (second, 2)
    day.do(StartService(2))
    day.do(FinishService(2))
    assert wanted(day.hall, HALL)["number"] == first


async def test_a_call_in_the_hall_reaches_the_panels_and_leaves_them_with_the_hub(bus: PeerBus) -> None:
    day = story()
    day.open(1)
    number = day.hall.tickets[day.take("pension")].number
    setup = LedSetup(bus.port, (ONE, HALL))
    feed = PanelFeed(setup, command(setup))
    feed.tell(day.hall, [])
    async with running(feed):
        await asyncio.to_thread(bus.until, Seen(1, "C", b""), Seen(9, "C", b""))
        day.do(CallNext(1))
        feed.tell(day.hall, day.journal[-1:])
        called = f"{number},1".encode()
        await asyncio.to_thread(bus.until, Seen(1, "F", called), Seen(9, "F", called))
    bus.until(Seen(1, "C", b""), Seen(9, "C", b""))


async def test_a_child_that_dies_is_followed_by_one_that_is_told_everything(bus: PeerBus) -> None:
    """The first child ends at its first order; the second is the real one."""
    day = story()
    day.open(1)
    day.take("pension")
    setup = LedSetup(bus.port, (ONE, HALL))
    commands = iter([[sys.executable, "-c", "input()"], command(setup)])
    current: list[str] = []
    pauses: list[float] = []

    async def pause(pause_s: float) -> None:
        pauses.append(pause_s)
        current[:] = next(commands)

    current[:] = next(commands)
    feed = PanelFeed(setup, current, pause)
    day.do(CallNext(1))
    feed.tell(day.hall, day.journal[-1:])
    number = str(wanted(day.hall, ONE)["number"])
    async with running(feed):
        await asyncio.to_thread(bus.until, Seen(1, "F", f"{number},1".encode()), Seen(9, "F", f"{number},1".encode()))
    assert pauses == [1.0]


async def test_a_panel_process_that_does_not_start_is_tried_again_ever_more_rarely() -> None:
    pauses: list[float] = []
    enough = asyncio.Event()

    async def pause(pause_s: float) -> None:
        pauses.append(pause_s)
        if len(pauses) == 7:
            enough.set()
            await asyncio.Event().wait()

    async with running(PanelFeed(LedSetup("/dev/unused", (ONE,)), ["/no/such/program"], pause)):
        await enough.wait()
    assert pauses == [1, 2, 4, 8, 16, 30, 30]
