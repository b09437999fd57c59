"""Where a board keeps its firmware: two folders, and a record that says which one starts. Pure.

The first stage (``/main.py``) reads the record and starts that folder; what runs is therefore never written to.
"""

import json
import zlib
from dataclasses import dataclass
from typing import Any

from hub.devices.provisioning import config_record

SLOTS = ("a", "b")
RECORDS = "/anycounter"
STAGE = "/main.py"
SLOT, PLACE, CONFIG = f"{RECORDS}/slot", f"{RECORDS}/place", f"{RECORDS}/config"
FONT = f"{RECORDS}/font.bin"


@dataclass(frozen=True, slots=True)
class Layout:
    """``running``: the slot that starts now, or ""; ``next``: the one to write."""

    running: str
    next: str

    @property
    def folder(self) -> str:
        """Where the new firmware goes."""
        return f"/{self.next}"


def layout_of(record: bytes) -> Layout:
    """From the bytes of the slot record on the board; empty or damaged ones mean that nothing of ours starts."""
    running = (record_in(record) or {}).get("slot", "")
    running = running if running in SLOTS else ""
    return Layout(running, "b" if running == "a" else "a")


def slot_record(slot: str) -> bytes:
    """The record that makes this slot start: for good, since a cable is no trial."""
    return config_record({"slot": slot})


def record_in(raw: bytes) -> dict[str, Any] | None:
    """What a record of the firmware holds, or None where it is not whole."""
    if raw[:8] != b"%08x" % zlib.crc32(raw[8:]):
        return None
    try:
        held = json.loads(raw[8:])
    except ValueError:
        return None
    return held if isinstance(held, dict) else None
