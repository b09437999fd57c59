"""All buses of a hall, as the hub runs them."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from hub.core.events import Recorded
from hub.core.hall import Hall
from hub.devices.beside import run_beside
from hub.devices.pins import Pins
from hub.devices.serial_keypads.bus import Bus, Hands
from hub.devices.serial_keypads.cable import Cable
from hub.devices.serial_keypads.frames import Frame
from hub.devices.serial_keypads.profile import load_profile
from hub.devices.serial_keypads.setup import SerialSetup
from hub.devices.setup import ClerkOf
from hub.devices.throttle import Throttle
from hub.service import HallService

SHOW_GAP_S = 0.3
"""A frame of ten bytes takes 11 ms at 9600 baud, and a bus has some twenty keypads: more often would fill it."""


def mono_ms() -> int:
    """The machine's monotonic clock in ms."""
    return time.monotonic_ns() // 1_000_000


class BusAtCable:
    """One bus with its port."""

    def __init__(
        self, service: HallService, setup: SerialSetup, clerk_of: ClerkOf, spawn: Callable[[Coroutine[Any, Any, None]], object],
        now_ms: Callable[[], int],
    ) -> None:  # fmt: skip
        profile = load_profile(setup.profile)
        self.cable = Cable(setup.port, profile, profile.frame.layout())
        self.bus = Bus(service, setup, profile, Pins(clerk_of, now_ms), Hands(self.cable.send, spawn, now_ms))
        self._service = service
        self._throttle = Throttle(SHOW_GAP_S, self._show, spawn)

    @property
    def addresses(self) -> tuple[int, ...]:
        return self.bus.addresses

    def take(self, frame: Frame) -> None:
        self.bus.take(frame)

    def poll(self, address: int) -> bytes:
        return self.bus.poll(address)

    def on_open(self) -> None:
        self.bus.opened(self._service.record)

    def ask_to_show(self) -> None:
        """Soon: the hall has changed."""
        self._throttle.ask()

    def stop(self) -> None:
        """No more timers."""
        self._throttle.stop()

    def _show(self) -> None:
        self.bus.show(self._service.record)


class SerialKeypads:
    """An ``Outlet``. ``run`` until cancelled; a pulled cable ends nothing, an exception is a bug.

    Raises ``BadProfile`` when it is made.
    """

    def __init__(
        self, service: HallService, setups: Sequence[SerialSetup], clerk_of: ClerkOf,
        now_ms: Callable[[], int] = mono_ms,
    ) -> None:  # fmt: skip
        self.buses = [BusAtCable(service, setup, clerk_of, self._spawn, now_ms) for setup in setups]
        self._tasks: asyncio.TaskGroup | None = None

    def tell(self, hall: Hall, recorded: Sequence[Recorded]) -> None:
        """Events are on disk: the keypads may have to show something else."""
        if self._tasks:
            for each in self.buses:
                each.ask_to_show()

    async def run(self) -> None:
        """All ports, until cancelled."""
        try:
            async with asyncio.TaskGroup() as self._tasks:
                for each in self.buses:
                    self._tasks.create_task(each.cable.run(each))
        finally:
            self._tasks = None
            for each in self.buses:
                each.stop()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        run_beside(self._tasks, work)
