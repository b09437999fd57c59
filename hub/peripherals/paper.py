"""The way to a receipt that does not hold up a start: python-escpos takes as long to load as half of the hub."""

import os
import pickletools
from pathlib import Path

from hub.core.catalogue import HallSetup
from hub.peripherals.facts import TicketFacts
from hub.peripherals.setup import DEFAULT_PAPER, PaperSetup

CACHE_VARIABLE = "ESCPOS_CAPABILITIES_PICKLE_DIR"
"""Where python-escpos keeps its printer database once read; else it makes a folder of its own at every start."""


def use_cache(folder: Path) -> None:
    """Keep that database in a folder that belongs to the hub alone. A hub that was killed while it wrote has left half of it."""
    folder.mkdir(mode=0o700, exist_ok=True)
    for kept in folder.glob("*.capabilities.pickle"):
        if not readable(kept):
            kept.unlink()
    os.environ[CACHE_VARIABLE] = str(folder)


def readable(kept: Path) -> bool:
    """Is the database there to its end? Its instructions are read, not carried out."""
    try:
        return bool(list(pickletools.genops(kept.read_bytes())))
    except (OSError, ValueError):
        return False


def load() -> None:
    """Load everything that a receipt needs; in a thread, while the hall works already."""
    import hub.peripherals.receipt  # noqa: F401


def pack(setup: HallSetup, paper: PaperSetup = DEFAULT_PAPER) -> list[tuple[str, bytes]]:
    """What a dispenser prints by itself, as ``offline_paper.records`` makes it; half a second for a large hall."""
    from hub.peripherals.offline_paper import records

    return list(records(setup, paper))


def write(facts: TicketFacts, setup: PaperSetup = DEFAULT_PAPER) -> bytes:
    """The ticket's bytes for a printer, as ``receipt.receipt`` makes them."""
    from hub.peripherals.receipt import receipt

    return receipt(facts, setup)
