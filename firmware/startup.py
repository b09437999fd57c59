"""The start of a firmware: in which mode, and what it tells about that.

No pairing record: pairing. An order for an update: update mode. Five quick ends in a row: safe mode. Else the role.
What is needed in these modes alone is loaded there alone (`modes`, `trial`, `manifest`).
"""

import board  # noqa: F401 - first: it tidies up behind the imports  # isort: skip
import asyncio
import sys

import machine

import release
from device import Device
from restarts import MANY, Restarts
from storage import Storage


def run(folder, slot="", why="power"):
    """Runs the device whose records lie in ``folder``, for ever; any exception is a fault of the program."""
    if Storage(folder).recall("config") is None:
        __import__("modes").unpaired(folder)
    else:
        asyncio.run(Device(folder, Start(folder, slot, why)).run())


class Start:
    """What a device has to know of its start. ``slot``: its record; ``about``: what its birth tells."""

    def __init__(self, folder, slot, why):
        self.folder = folder
        self.storage = storage = Storage(folder)
        self.restarts = Restarts(storage, why)
        self.slot = storage.recall("slot") or {"slot": slot}
        self.about = {"hardware": sys.platform, "firmware": release.VERSION, "mode": "role", "why": why}
        self.about.update(restarts=self.restarts.quick, slot=slot or None)
        self.order = storage.recall("update")
        if self.order is not None or self.restarts.quick >= MANY:
            self.about["mode"] = __import__("modes").choose(self)
        self._trial = __import__("trial").Trial(self) if "tries" in self.slot else None

    def tick(self, now_ms, heard_ms):
        """Time has passed: the start is no quick one any more, the trial is over."""
        self.restarts.tick(now_ms)
        if self._trial and self._trial.over(now_ms, heard_ms):
            self._trial = None

    def reset(self, why):
        """Starts anew, for this reason."""
        self.restarts.note(why)
        machine.reset()

    def save_slot(self, **record):
        """Replaces the record of the slots, where it changes."""
        if record != self.slot:
            self.slot = record
            self.storage.save("slot", record)
