"""What a printer's status bytes mean (ESC/POS ``DLE EOT n`` and ``GS r 1``). Pure."""

from dataclasses import dataclass
from enum import StrEnum

from hub.core.commands import PrintStatus

ASK_PRINTER, ASK_CAUSE, ASK_PAPER = b"\x10\x04\x01", b"\x10\x04\x02", b"\x10\x04\x04"
"""Answered at once, even by a printer that is busy or out of paper."""
ASK_FINISHED = b"\x1dr\x01"
"""Answered in its turn: when everything sent before it has been printed."""

OFFLINE = 0x08
COVER_OPEN, PAPER_STOP, ERROR = 0x04, 0x20, 0x40
PAPER_LOW, PAPER_END = 0x0C, 0x60
FINISHED_PAPER_END = 0x0C


class Trouble(StrEnum):
    """Why paper did not come out."""

    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    OFFLINE = "offline"
    CABLE = "cable"


@dataclass(frozen=True, slots=True)
class Printed:
    """What became of one receipt. ``reason`` is "" or a ``Trouble``; ``paper_low``: the roll ends soon."""

    status: PrintStatus
    reason: str = ""
    paper_low: bool = False


def is_realtime(byte: int) -> bool:
    """Is it an answer to ``DLE EOT``? Bits 0 and 7 off, 1 and 4 on: no XON, XOFF or ``GS r`` answer looks like that."""
    return byte & 0x93 == 0x12


def is_finished(byte: int) -> bool:
    """Is it an answer to ``GS r``? Bits 4 and 7 off."""
    return byte & 0x90 == 0


def trouble(printer: int, cause: int, paper: int) -> Trouble | None:
    """What keeps a printer from printing, from its three answers; the open cover first, it hides the paper."""
    if cause & COVER_OPEN:
        return Trouble.COVER_OPEN
    if paper & PAPER_END or cause & PAPER_STOP:
        return Trouble.PAPER_OUT
    if printer & OFFLINE or cause & ERROR:
        return Trouble.OFFLINE
    return None
