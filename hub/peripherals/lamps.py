"""Call lamps: lit while a counter calls."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Protocol

from gpiozero import LED

from hub.core.counter import CounterState
from hub.core.events import Recorded
from hub.core.hall import Hall
from hub.peripherals.gpio import PinFactory, open_device
from hub.peripherals.setup import LampSetup


class Lamp(Protocol):
    """What a lamp can do; gpiozero's ``LED`` is one."""

    def on(self) -> None: ...
    def off(self) -> None: ...
    def close(self) -> None: ...


def open_lamps(setups: Sequence[LampSetup], factory: PinFactory = None) -> dict[int, Lamp]:
    """Counter -> its lamp, dark; without those that this machine cannot drive."""
    lamps: dict[int, Lamp] = {}
    for setup in setups:
        what = f"call lamp of counter {setup.counter} on GPIO{setup.pin}"
        make = partial(LED, setup.pin, active_high=setup.active_high, pin_factory=factory)
        lamp: Lamp | None = open_device(what, make)
        if lamp is not None:
            lamps[setup.counter] = lamp
    return lamps


class CallLamps:
    """An outlet that lights the lamp of each counter that calls."""

    def __init__(self, lamps: Mapping[int, Lamp]) -> None:
        self._lamps = lamps
        self._lit: set[int] = set()

    def tell(self, hall: Hall, recorded: Sequence[Recorded]) -> None:
        """Bring the lamps to the state of the hall; a lamp that is right is left alone."""
        calling = {counter.number for counter in hall.counters.values() if counter.state is CounterState.CALLING}
        for number, lamp in self._lamps.items():
            if (number in calling) != (number in self._lit):
                (lamp.on if number in calling else lamp.off)()
        self._lit = calling

    def close(self) -> None:
        """Dark, and the pins free again."""
        for lamp in self._lamps.values():
            lamp.off()
            lamp.close()
