"""The bus keeps showing the newest, through pulled cables and slow ports."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable

import pytest

from display.led.frame import brightness, clear, frame
from display.led.order import Order
from display.led.panel import LAST_PAUSE_S, Panels
from display.led.recording import RecordingPort

Start = Callable[[Panels], None]


def shows(panel: int, number: str) -> Order:
    return Order(panel, frame(number, 1, panel))


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    """Runs buses and ends them."""
    tasks: list[asyncio.Task[None]] = []
    yield lambda panels: tasks.append(asyncio.create_task(panels.run()))
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


class SlowPort(RecordingPort):
    """Takes a frame only when the test lets it."""

    def __init__(self) -> None:
        super().__init__()
        self.writing = threading.Semaphore(0)
        self.let = threading.Semaphore(0)

    def write(self, frame: bytes, /) -> int | None:
        self.writing.release()
        self.let.acquire()
        return super().write(frame)


async def test_every_panel_is_told_its_newest_order(start: Start) -> None:
    port = RecordingPort()
    panels = Panels(lambda: port, level=4)
    panels.put(shows(1, "A001"))
    panels.put(shows(2, "A002"))
    start(panels)
    await panels.settled()
    panels.put(shows(1, "A003"))
    await panels.settled()
    frames = [frame("A001", 1, 1), frame("A002", 1, 2), frame("A003", 1, 1)]
    assert port.frames == [brightness(4), *frames]


async def test_what_is_out_of_date_before_it_is_written_is_never_written(start: Start) -> None:
    port = SlowPort()
    panels = Panels(lambda: port)
    start(panels)
    await asyncio.to_thread(port.writing.acquire)
    for number in ("A001", "A002", "A003"):
        panels.put(shows(1, number))
    for _ in range(2):
        port.let.release()
    await panels.settled()
    assert port.frames == [brightness(10), frame("A003", 1, 1)]


async def test_an_order_that_comes_while_its_panel_is_written_follows(start: Start) -> None:
    port = SlowPort()
    panels = Panels(lambda: port)
    panels.put(shows(1, "A001"))
    start(panels)
    port.let.release()
    for _ in range(2):
        await asyncio.to_thread(port.writing.acquire)
    panels.put(shows(1, "A002"))
    for _ in range(2):
        port.let.release()
    await panels.settled()
    assert port.frames[1:] == [frame("A001", 1, 1), frame("A002", 1, 1)]


async def test_a_cable_put_back_brings_everything_again(start: Start) -> None:
    first, second = RecordingPort(), RecordingPort()
    ports = iter([first, second])
    panels = Panels(lambda: next(ports))
    panels.put(shows(1, "A001"))
    start(panels)
    await panels.settled()
    first.gone = True
    panels.put(shows(2, "A002"))
    await panels.settled()
    assert first.closed
    assert second.frames == [brightness(10), frame("A001", 1, 1), frame("A002", 1, 2)]


async def test_a_port_that_is_not_there_is_tried_again_ever_more_rarely(start: Start) -> None:
    port, pauses = RecordingPort(), []

    def open_port() -> RecordingPort:
        if len(pauses) < 8:
            raise OSError("no such port")
        return port

    async def pause(pause_s: float) -> None:
        pauses.append(pause_s)

    panels = Panels(open_port, pause=pause)
    panels.put(shows(1, "A001"))
    start(panels)
    await panels.settled()
    assert pauses == [1, 2, 4, 8, 16, LAST_PAUSE_S, LAST_PAUSE_S, LAST_PAUSE_S]
    assert port.frames[-1] == frame("A001", 1, 1)


async def test_everything_is_sent_again_after_a_while(start: Start) -> None:
    port = SlowPort()
    panels = Panels(lambda: port, refresh_s=0)
    panels.put(shows(1, "A001"))
    start(panels)
    for _ in range(5):
        await asyncio.to_thread(port.writing.acquire)
        port.let.release()
    assert port.frames[:4] == [brightness(10), frame("A001", 1, 1)] * 2
    port.gone = True
    port.let.release()


async def test_clearing_darkens_only_panels_that_were_told_something(start: Start) -> None:
    port = RecordingPort()
    panels = Panels(lambda: port)
    panels.put(shows(4, "A001"))
    start(panels)
    await panels.settled()
    panels.clear_all()
    await panels.settled()
    assert port.frames[-1] == clear(4)
    assert len(port.frames) == 3
