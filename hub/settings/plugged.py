"""What must hold between the hall and what is plugged into its Pi: counters and items known, each pin used once."""

from collections.abc import Iterator

from hub.core.catalogue import HallSetup
from hub.peripherals.setup import PeripheralsSetup
from hub.settings.mistakes import Path
from hub.settings.rules import Finding


def peripheral_findings(setup: HallSetup, peripherals: PeripheralsSetup) -> Iterator[Finding]:
    """Everything in ``[peripherals]`` that does not fit the hall."""
    for path, number in _counters(peripherals):
        if setup.counter(number) is None:
            yield path, f"there is no counter {number}", "the number of one of the counters"
    for index, button in enumerate(peripherals.buttons):
        for place, code in enumerate(button.items):
            if setup.item(code) is None:
                path = ("peripherals", "buttons", index, "items", place)
                yield path, f'"{code}" is no item', "the code of one of the items"
    yield from _pins(peripherals)


def _counters(peripherals: PeripheralsSetup) -> Iterator[tuple[Path, int]]:
    """Every counter that a peripheral names, with its path."""
    for index, lamp in enumerate(peripherals.lamps):
        yield ("peripherals", "lamps", index, "counter"), lamp.counter
    for index, button in enumerate(peripherals.buttons):
        if button.counter:
            yield ("peripherals", "buttons", index, "counter"), button.counter
    for index, panel in enumerate(peripherals.led.panels if peripherals.led else ()):
        if panel.counter is not None:
            yield ("peripherals", "led", "panels", index, "counter"), panel.counter


def _pins(peripherals: PeripheralsSetup) -> Iterator[Finding]:
    pins = [(("lamps", index), lamp.pin) for index, lamp in enumerate(peripherals.lamps)]
    pins += [(("buttons", index), button.pin) for index, button in enumerate(peripherals.buttons)]
    used: dict[int, tuple[str, int]] = {}
    for (table, index), pin in pins:
        first_table, first_index = used.setdefault(pin, (table, index))
        if (first_table, first_index) != (table, index):
            problem = f"pin {pin} is used by {first_table}[{first_index}] too"
            yield ("peripherals", table, index, "pin"), problem, "a free pin"
