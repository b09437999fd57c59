"""``[peripherals]`` becomes what is plugged in, and must fit the hall."""

import pytest

from hub.peripherals.setup import ButtonSetup, ButtonUse, LampSetup, LedSetup, PanelSetup, PrinterSetup
from hub.settings import SettingsError, read_settings
from tests.settings.test_settings import SMALL

PLUGGED = """
[peripherals.printer]
port = "ttyUSB0"
channels = ["kiosk"]
paper = { columns = 32 }

[peripherals.led]
port = "ttyUSB1"
panels = [
  { address = 1 },
  { address = 2, counter = 2 },
]

[[peripherals.lamps]]
counter = 1
pin = 17

[[peripherals.buttons]]
pin = 27
use = "ticket"
items = ["card"]
"""

MISTAKES = {
    "unknown counter, lamp": ("counter = 1", "counter = 9", 15, "peripherals.lamps[0].counter", "one of the"),
    "unknown counter, panel": ("counter = 2", "counter = 8", 11, "peripherals.led.panels[1].counter", "one of the"),
    "no such item for a button": ('"card"', '"tax"', 21, "peripherals.buttons[0].items[0]", "one of the items"),
    "one pin for two": ("pin = 27", "pin = 17", 19, "peripherals.buttons[0].pin", "a free pin"),
    "a pin that no Pi has": ("pin = 17", "pin = 28", 16, "peripherals.lamps[0].pin", "0 to 27"),
    "paper of another width": ("columns = 32", "columns = 33", 5, "peripherals.printer.paper", "columns to be one of"),
    "two panels at one address": ("address = 2", "address = 1", 7, "peripherals.led", "its own address"),
    "a printer without a port": ('port = "ttyUSB0"\n', "", 2, "peripherals.printer.port", "its serial device"),
}  # fmt: skip


def test_what_is_plugged_in_is_read_with_its_defaults() -> None:
    plugged = read_settings(SMALL + PLUGGED).peripherals
    assert isinstance(plugged.printer, PrinterSetup)
    assert (plugged.printer.port, plugged.printer.paper.columns, plugged.printer.baud) == ("ttyUSB0", 32, 115_200)
    assert plugged.led == LedSetup("ttyUSB1", (PanelSetup(1), PanelSetup(2, counter=2)))
    assert plugged.lamps == (LampSetup(1, 17),)
    assert plugged.buttons == (ButtonSetup(27, ButtonUse.TICKET, items=("card",)),)


@pytest.mark.parametrize(("old", "new", "line", "key", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_a_peripheral_that_does_not_fit_is_told_with_its_line(
    old: str, new: str, line: int, key: str, expected: str
) -> None:
    assert old in PLUGGED
    with pytest.raises(SettingsError) as raised:
        read_settings(SMALL + PLUGGED.replace(old, new, 1))
    mistake = next(one for one in raised.value.mistakes if one.key == key)
    assert mistake.line == SMALL.count("\n") + line
    assert expected in mistake.expected
