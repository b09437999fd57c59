"""How each thing that is plugged into the Pi is described; filled from ``hall.toml`` by the settings."""

from dataclasses import dataclass
from enum import StrEnum

from hub.core.commands import Channel

COLUMNS = (32, 42, 48)
"""Columns of 58 mm paper, of 80 mm paper with 42, and of 80 mm paper with 48 characters of font A."""
ENCODINGS = ("gb18030", "gbk")
PINS = range(28)
"""GPIO numbers on the 40-pin header of every Pi."""


def _check(right: bool, expected: str) -> None:
    if not right:
        raise ValueError(f"expected {expected}")


@dataclass(frozen=True, slots=True)
class PaperSetup:
    """What the paper and the printer's character set allow. ``qr_dots``: dots of one QR module, 1 to 16."""

    columns: int = 48
    encoding: str = "gb18030"
    qr_dots: int = 6
    cut: bool = True

    def __post_init__(self) -> None:
        _check(self.columns in COLUMNS, f"columns to be one of {COLUMNS}")
        _check(self.encoding in ENCODINGS, f"encoding to be one of {ENCODINGS}")
        _check(1 <= self.qr_dots <= 16, "qr_dots to be 1 to 16")


DEFAULT_PAPER = PaperSetup()


@dataclass(frozen=True, slots=True)
class PrinterSetup:
    """A receipt printer on a serial port, and whose tickets it prints.

    ``confirms``: it answers ``GS r`` behind the text; where it does not, its real-time status has to do.
    ``answer_s``: patience for one status byte; ``finish_s``: for the whole ticket.
    """

    port: str
    baud: int = 115_200
    rtscts: bool = False
    device: str = "printer-1"
    channels: tuple[Channel, ...] = (Channel.KIOSK, Channel.STAFF)
    devices: tuple[str, ...] = ()
    paper: PaperSetup = DEFAULT_PAPER
    confirms: bool = True
    answer_s: float = 1.0
    finish_s: float = 15.0

    def __post_init__(self) -> None:
        _check(bool(self.port), "port to be a device such as /dev/ttyUSB0")


@dataclass(frozen=True, slots=True)
class PanelSetup:
    """One LED panel on the bus. ``counter`` None: the hall's panel, which shows the newest call."""

    address: int
    counter: int | None = None
    language: str = "zh"

    def __post_init__(self) -> None:
        _check(1 <= self.address <= 254, "address to be 1 to 254")


@dataclass(frozen=True, slots=True)
class LedSetup:
    """An RS-485 bus with LED panels. ``brightness``: 0 to 15."""

    port: str
    panels: tuple[PanelSetup, ...]
    baud: int = 9600
    brightness: int = 10

    def __post_init__(self) -> None:
        _check(0 <= self.brightness <= 15, "brightness to be 0 to 15")
        addresses = [panel.address for panel in self.panels]
        _check(len(set(addresses)) == len(addresses), "each panel to have its own address")


@dataclass(frozen=True, slots=True)
class LampSetup:
    """A call lamp on a GPIO pin. ``active_high`` False: a relay board that switches on at low level."""

    counter: int
    pin: int
    active_high: bool = True

    def __post_init__(self) -> None:
        _check(self.pin in PINS, "pin to be a GPIO number, 0 to 27")


class ButtonUse(StrEnum):
    """What a press asks for: the counter's next ticket, or a ticket for fixed items."""

    NEXT = "next"
    TICKET = "ticket"


@dataclass(frozen=True, slots=True)
class ButtonSetup:
    """A push button between a GPIO pin and ground. ``counter`` belongs to NEXT, ``items`` to TICKET."""

    pin: int
    use: ButtonUse
    device: str = "button-1"
    counter: int = 0
    items: tuple[str, ...] = ()
    language: str = "zh"

    def __post_init__(self) -> None:
        _check(self.pin in PINS, "pin to be a GPIO number, 0 to 27")
        _check(self.use is not ButtonUse.NEXT or self.counter > 0, "counter for a button that calls the next ticket")
        _check(self.use is not ButtonUse.TICKET or bool(self.items), "items for a button that takes a ticket")


@dataclass(frozen=True, slots=True)
class PeripheralsSetup:
    """Everything that is plugged into this Pi. ``link_base``: the address before a ticket's link, for the QR code."""

    printer: PrinterSetup | None = None
    led: LedSetup | None = None
    lamps: tuple[LampSetup, ...] = ()
    buttons: tuple[ButtonSetup, ...] = ()
    link_base: str = ""
