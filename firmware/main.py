"""The first stage of a device: it picks the folder whose firmware starts, and is itself never changed over the air.

`/a` and `/b` each hold a whole firmware; the record `slot` says which one starts. One that an update has just put there
is on trial: each of its starts is counted before it happens, and after a fault, a bite of the watchdog or `TRIES` starts
without an end of the trial the other one starts again. Only the firmware itself can end its trial (see `trial`).

Records have the format of `storage`, which lies in the folders and may change. For ever: `slot` {slot; on trial also
old, tries, id; given up: failed, id}, `why` (the firmware's own reason for the reset that it is about to do), `fault`.
"""

import binascii
import io
import json
import os
import sys

import machine

FOLDER = "/anycounter"
TRIES = 3
"""Starts that a firmware on trial has: power may fail twice while it proves itself."""
WATCHDOG_MS = 8_000
"""The most that a Pico W can count."""
FAULT_CHARS = 500


def run(folder=FOLDER):
    """Starts the firmware. A fault is noted, and everything starts anew, as after a power cut."""
    if take(folder, "hold"):
        return
    try:
        why = reason(folder)
        slot, on_trial = choose(folder, why)
        if on_trial:
            machine.WDT(timeout=WATCHDOG_MS)
        if slot:
            sys.path.insert(0, folder.rpartition("/")[0] + "/" + slot)
        __import__("startup").run(folder, slot, why)
    except KeyboardInterrupt:  # somebody is at the cable: the next start leaves the prompt free, without a watchdog
        save(folder, "hold", True)
    except Exception as fault:
        try:
            note(folder, fault)
        finally:
            machine.reset()
    machine.reset()


def reason(folder):
    """Why this start happened: what was noted before a reset, since a Pico calls that a watchdog too; else the board's."""
    noted = take(folder, "why")
    if noted:
        return noted
    cause = machine.reset_cause()
    return "watchdog" if cause == machine.WDT_RESET else "power" if cause == machine.PWRON_RESET else "reset"


def choose(folder, why):
    """(slot, whether it is on trial); the slot is empty where there are none and the firmware lies beside this file."""
    record = load(folder, "slot")
    if record is None:
        return ("a" if "a" in os.listdir(folder.rpartition("/")[0] or "/") else ""), False
    if "tries" not in record:
        return record["slot"], False
    crashed = record["tries"] and why in ("fault", "watchdog")
    if crashed or record["tries"] >= TRIES:
        record = {"slot": record["old"], "failed": why, "id": record["id"]}
    else:
        record["tries"] += 1
    save(folder, "slot", record)
    return record["slot"], "tries" in record


def note(folder, fault):
    """Keeps the end of the traceback, and that there was one."""
    text = io.StringIO()
    if hasattr(sys, "print_exception"):
        sys.print_exception(fault)
        sys.print_exception(fault, text)
    else:
        __import__("traceback").print_exception(fault, file=text)
    save(folder, "why", "fault")
    save(folder, "fault", text.getvalue()[-FAULT_CHARS:])


def take(folder, name):
    """A record that is worth something once."""
    record = load(folder, name)
    if record is not None:
        os.remove(folder + "/" + name)
    return record


def load(folder, name):
    """The record, or None where there is none or a damaged one."""
    try:
        with open(folder + "/" + name, "rb") as file:
            raw = file.read()
    except OSError:
        return None
    return json.loads(raw[8:].decode()) if raw[:8] == _crc(raw[8:]) else None


def save(folder, name, record):
    """Replaces the record; a power cut leaves the old one or the new one."""
    raw = json.dumps(record).encode()
    with open(folder + "/new", "wb") as file:
        file.write(_crc(raw) + raw)
    os.rename(folder + "/new", folder + "/" + name)


def _crc(raw):
    return ("%08x" % (binascii.crc32(raw) & 0xFFFFFFFF)).encode()


if __name__ == "__main__":
    run()
