"""What the LED panels should show, and the feed of the process that shows it.

The panel process is a child with one JSON line per order on its stdin. It can hang on a serial driver or die: the hall
does not notice, and a new child is told everything again. When the hub dies, the child sees the end of its input and
clears the panels: a number that nobody vouches for is not shown. It has a session of its own: Ctrl-C reaches the hub
alone, which then ends it in order.
"""

import asyncio
import json
import logging
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Sequence

from hub.core.counter import Counter, CounterState
from hub.core.events import Recorded
from hub.core.hall import Hall
from hub.peripherals.setup import LedSetup, PanelSetup
from hub.peripherals.words import words

log = logging.getLogger(__name__)

Order = dict[str, str | int | bool]
"""One line for the panel process; ``display/led/order.py`` is its other end."""

FIRST_PAUSE_S, LAST_PAUSE_S = 1.0, 30.0
"""Between two starts of a child that dies: a missing module must not fill the log."""
GOODBYE_S = 5.0
"""The child clears its panels and ends; a stuck one is killed then."""


def command(setup: LedSetup) -> list[str]:
    """The command line of the panel process."""
    arguments = ["--port", setup.port, "--baud", str(setup.baud), "--brightness", str(setup.brightness)]
    return [sys.executable, "-m", "display.led", *arguments]


def wanted(hall: Hall, panel: PanelSetup) -> Order:
    """What a panel should show now."""
    counter = _newest(hall) if panel.counter is None else hall.counters.get(panel.counter)
    return {"panel": panel.address, **_content(hall, counter, panel.language)}


def _newest(hall: Hall) -> Counter | None:
    """The counter of the newest call that still goes on."""
    busy = {counter.leg: counter for counter in hall.counters.values() if counter.leg}
    return next((busy[leg] for leg in hall.calls if leg in busy), None)


def _content(hall: Hall, counter: Counter | None, language: str) -> Order:
    if counter is not None and counter.state is CounterState.PAUSED:
        return {"show": "text", "text": words(language)["paused"]}
    if counter is None or not counter.leg:
        return {"show": "nothing"}
    number = hall.ticket_of(hall.legs[counter.leg]).number
    calling = counter.state is CounterState.CALLING
    return {"show": "ticket", "number": number, "counter": counter.number, "flash": calling}


class PanelFeed:
    """An outlet that keeps a panel process running and told. Newest wins; a stuck child delays nobody."""

    def __init__(
        self,
        setup: LedSetup,
        command: Sequence[str],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._setup, self._command, self._pause = setup, command, pause
        self._orders: dict[int, Order] = {}
        self._fresh: dict[int, None] = {}
        self._wake = asyncio.Event()

    def tell(self, hall: Hall, recorded: Sequence[Recorded]) -> None:
        """Note what changed on the panels; an order that was not sent yet is replaced."""
        for panel in self._setup.panels:
            order = wanted(hall, panel)
            if self._orders.get(panel.address) != order:
                self._orders[panel.address] = order
                self._fresh[panel.address] = None
                self._wake.set()

    async def run(self) -> None:
        """Keep one child running until cancelled, then let it clear the panels."""
        pause_s = FIRST_PAUSE_S
        while True:
            try:
                child = await asyncio.create_subprocess_exec(*self._command, stdin=PIPE, start_new_session=True)
            except OSError as error:
                log.warning("LED panel process does not start: %s", error)
            else:
                fed = await self._serve(child)
                log.warning("LED panel process ended with %s", child.returncode)
                pause_s = FIRST_PAUSE_S if fed else pause_s
            await self._pause(pause_s)
            pause_s = min(LAST_PAUSE_S, pause_s * 2)

    async def _serve(self, child: Process) -> bool:
        """Feed one child until it ends; True where it took any order."""
        self._fresh = dict.fromkeys(self._orders)
        feeding = asyncio.create_task(self._feed(child))
        ending = asyncio.create_task(child.wait())
        try:
            done, _ = await asyncio.wait({feeding, ending}, return_when=asyncio.FIRST_COMPLETED)
            if feeding in done:
                feeding.result()
        finally:
            feeding.cancel()
            ending.cancel()
            await _end(child)
        return not self._fresh and bool(self._orders)

    async def _feed(self, child: Process) -> None:
        """Write orders as they come, each as new as it can be; ends when the child no longer reads."""
        assert child.stdin is not None
        while True:
            while self._fresh:
                address = next(iter(self._fresh))
                del self._fresh[address]
                child.stdin.write(json.dumps(self._orders[address], ensure_ascii=False).encode() + b"\n")
                try:
                    await child.stdin.drain()
                except OSError:
                    return
            self._wake.clear()
            await self._wake.wait()


async def _end(child: Process) -> None:
    """Close the child's input and wait for it to go; kill it where it does not."""
    assert child.stdin is not None
    child.stdin.close()
    try:
        async with asyncio.timeout(GOODBYE_S):
            await child.wait()
    except TimeoutError:
        child.kill()
        await child.wait()
