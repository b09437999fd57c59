"""Push buttons at the Pi: *next* of one counter, or a ticket for fixed items.

gpiozero calls back from a thread of its own. There an edge gets its time and goes through the debouncer; what is a
press goes to the event loop, and becomes a request with an identity.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable
from functools import partial
from typing import Protocol

import gpiozero

from hub.core.commands import CallNext, Channel, Command, Request, TakeTicket
from hub.peripherals.debounce import Debouncer
from hub.peripherals.gpio import PinFactory, open_device
from hub.peripherals.ports import Handle
from hub.peripherals.setup import ButtonSetup, ButtonUse
from hub.service import HallBusy, JournalFailed

log = logging.getLogger(__name__)

LINK_BYTES = 16
"""128 random bits: a ticket's link cannot be guessed."""

Press = Callable[[int], None]
"""Told, on the event loop, of a press and its time in monotonic milliseconds."""


class Button(Protocol):
    """Something that can be pressed until it is closed."""

    def close(self) -> None: ...


def mono_ms() -> int:
    """The machine's monotonic clock, in milliseconds."""
    return time.monotonic_ns() // 1_000_000


class PinButton:
    """A contact between a pin and ground, pulled up inside the Pi."""

    def __init__(
        self,
        pin: int,
        press: Press,
        loop: asyncio.AbstractEventLoop,
        factory: PinFactory = None,
        clock_ms: Callable[[], int] = mono_ms,
    ) -> None:
        self._press, self._loop, self._clock_ms = press, loop, clock_ms
        self._debouncer = Debouncer()
        self._contact = gpiozero.Button(pin, pull_up=True, bounce_time=None, pin_factory=factory)
        self._contact.when_pressed = partial(self._edge, True)
        self._contact.when_released = partial(self._edge, False)

    def _edge(self, down: bool) -> None:
        """In gpiozero's thread."""
        now_ms = self._clock_ms()
        if self._debouncer.edge(down, now_ms):
            self._loop.call_soon_threadsafe(self._press, now_ms)

    def close(self) -> None:
        """No more presses; the pin is free again."""
        self._contact.close()


def command_of(setup: ButtonSetup) -> Command:
    """What one press asks for; each ticket gets a link of its own."""
    if setup.use is ButtonUse.NEXT:
        return CallNext(setup.counter)
    link = secrets.token_urlsafe(LINK_BYTES)
    return TakeTicket(setup.items, Channel.DISPENSER, link, language=setup.language)


class Presses:
    """Turns presses of one button into requests. ``boot``: counted up at each start, so that no origin comes twice."""

    def __init__(self, setup: ButtonSetup, boot: int, handle: Handle, clock_ms: Callable[[], int] = mono_ms) -> None:
        self._setup, self._boot, self._handle, self._clock_ms = setup, boot, handle, clock_ms
        self._seq = 0
        self._running: set[asyncio.Task[None]] = set()

    def press(self, at_ms: int) -> None:
        """One press: its request goes on its way at once."""
        self._seq += 1
        origin = f"{self._setup.device}:{self._boot}:{self._seq}"
        task = asyncio.get_running_loop().create_task(self._ask(origin, at_ms))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _ask(self, origin: str, at_ms: int) -> None:
        actor = "citizen" if self._setup.use is ButtonUse.TICKET else self._setup.device
        age_ms = max(0, self._clock_ms() - at_ms)
        request = Request(origin, actor, self._setup.device, command_of(self._setup), age_ms)
        try:
            answer = await self._handle(request)
        except (HallBusy, JournalFailed) as failed:
            log.warning("%s: the press did nothing: %s", self._setup.device, failed)
            return
        if answer.refusal:
            log.info("%s: refused: %s", self._setup.device, answer.refusal.reason)


def open_button(setup: ButtonSetup, press: Press, factory: PinFactory = None) -> Button | None:
    """The button on its pin, or None where this machine has no such pin. Call it on the event loop."""
    make = partial(PinButton, setup.pin, press, asyncio.get_running_loop(), factory)
    return open_device(f"button {setup.device} on GPIO{setup.pin}", make)
