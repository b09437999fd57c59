"""What a device does beside its role: waits for its pairing, updates itself, keeps quiet; loaded only then."""

import asyncio

import manifest
import release
from quiet import Quiet
from restarts import MANY
from storage import Storage

LOOK_S = 60
"""A device that nobody has paired looks again so often whether somebody has."""


def unpaired(folder):
    """Waits for the pairing; a device that flashing never told, or no longer tells, where it stands can only say so."""
    if Storage(folder).recall("place") is None:
        return asyncio.run(_wait())
    return __import__("pairing_mode").run(folder)


async def _wait():
    from panel import Panel
    from texts import look_in, word
    from words import Words

    look_in(Words())
    Panel({"role": "keypad", "device": ""}).do(("show", (word("zh", "not_paired"), word("en", "not_paired"))), 0)
    await asyncio.sleep(LOOK_S)


def choose(start):
    """role | update | safe. Power that fails is no reason to leave an update; a fault that comes again and again is."""
    why, quick = start.restarts.why, start.restarts.quick
    if start.order is not None and ("failed" in start.slot or start.order["number"] <= release.NUMBER):
        forget(start)  # it was carried out, or given up
    elif start.order is not None and quick >= MANY and why in ("fault", "watchdog"):
        start.save_slot(slot=start.slot["slot"], failed="crashed", id=start.order["id"])
        forget(start)
    if start.order is not None:
        return "update"
    return "safe" if quick >= MANY else "role"


def forget(start):
    """No update any more."""
    start.order = None
    start.storage.save("update", None)


def role(start, language):
    """The role of a mode. In safe mode the screen shows the end of the last fault."""
    if start.order is not None:
        slots = __import__("slots").Slots(start.folder, start.slot["slot"])
        return __import__("updater").Updater(language, start.order, slots, start.about["hardware"])
    fault = start.storage.recall("fault") or ""
    return Quiet(language, "safe_mode", fault.rstrip().split("\n"))


def failed(start):
    """Effects that tell the hub of an update that has failed."""
    told = [("done", start.slot["id"], False, start.slot["failed"])]
    return told + ([("state", "alert", "update_failed")] if start.about["mode"] == "role" else [])


def take_up(start, id, text, config):
    """Effects of an order for an update: an answer, and where it is taken up, a new start."""
    try:
        if "tries" in start.slot:
            raise manifest.Refused("on_trial")
        order = manifest.accept(text, config, start.about["hardware"], release.NUMBER, start.about["slot"])
    except manifest.Refused as refused:
        return [("done", id, False, refused.args[0])]
    order["id"] = id
    start.save_slot(slot=start.slot["slot"])
    start.storage.save("update", order)
    return [("done", id, True, ""), ("restart", "update")]


def hangs(start, task):
    """A task has not checked in: its name is kept, and the board starts anew before its watchdog bites."""
    start.storage.save("fault", "hangs: " + task)
    start.reset("watchdog")
