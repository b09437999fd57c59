"""Keeps the panels of one bus showing their newest orders, through cables that are pulled and put back.

The bus has no answers: everything is sent again every ``REFRESH_S``, which repairs a frame lost to noise, reaches a
panel that was switched on late, and keeps the panels lit (they go dark after a minute of silence).
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Protocol

from display.led.frame import brightness
from display.led.order import Order, nothing

log = logging.getLogger(__name__)

REFRESH_S = 10.0
FIRST_PAUSE_S, LAST_PAUSE_S = 1.0, 30.0
"""Between two tries to open a port that is not there."""


class Port(Protocol):
    """A serial port: ``write`` blocks until taken and raises ``OSError`` when the port is gone."""

    def write(self, frame: bytes, /) -> int | None: ...
    def close(self) -> None: ...


class Panels:
    """The bus. ``put`` from the same loop that runs ``run``; an order that was not sent yet is replaced."""

    def __init__(
        self,
        open_port: Callable[[], Port],
        level: int = 10,
        refresh_s: float = REFRESH_S,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._open_port, self._level, self._refresh_s, self._pause = open_port, level, refresh_s, pause
        self._orders: dict[int, Order] = {}
        self._fresh: dict[int, None] = {}
        self._wake = asyncio.Event()
        self._sent = asyncio.Event()

    def put(self, order: Order) -> None:
        """Show this from now on."""
        self._orders[order.panel] = order
        self._fresh[order.panel] = None
        self._sent.clear()
        self._wake.set()

    def clear_all(self) -> None:
        """Show nothing on every panel that was told something."""
        for panel in self._orders:
            self.put(nothing(panel))

    async def settled(self) -> None:
        """Wait until the newest order of every panel has been written."""
        if self._fresh:
            await self._sent.wait()

    async def run(self) -> None:
        """Write, and reconnect, until cancelled."""
        while True:
            port = await self._connect()
            try:
                await self._serve(port)
            except OSError as error:
                log.warning("LED bus lost: %s", error)
            finally:
                port.close()

    async def _connect(self) -> Port:
        """Open the port, however long it takes."""
        pause_s = FIRST_PAUSE_S
        while True:
            try:
                return await asyncio.to_thread(self._open_port)
            except OSError as error:
                log.log(logging.WARNING if pause_s == FIRST_PAUSE_S else logging.DEBUG, "LED bus: %s", error)
            await self._pause(pause_s)
            pause_s = min(LAST_PAUSE_S, pause_s * 2)

    async def _serve(self, port: Port) -> None:
        """Tell the panels everything, then what is new, and everything again from time to time."""
        while True:
            self._fresh = dict.fromkeys(self._orders)
            await asyncio.to_thread(port.write, brightness(self._level))
            refresh_at_s = asyncio.get_running_loop().time() + self._refresh_s
            while await self._flush(port, refresh_at_s):
                pass

    async def _flush(self, port: Port, until_s: float) -> bool:
        """Write what waits, then wait for more; False once it is ``until_s``. A write is never left half done."""
        self._wake.clear()
        while self._fresh:
            panel = next(iter(self._fresh))
            order = self._orders[panel]
            await asyncio.to_thread(port.write, order.frame)
            if self._orders[panel] is order:
                del self._fresh[panel]
        self._sent.set()
        try:
            async with asyncio.timeout_at(until_s):
                await self._wake.wait()
        except TimeoutError:
            return False
        return True
