"""The far end of each pin and port of a virtual device: JSON lines on standard output and from standard input."""

import asyncio
import json
import sys

pins = {}
uarts = {}
closed = set()
"""Places of the key matrix, (row, column), or of single buttons, (None, column), that are pressed and not yet read."""


def read(place):
    """The firmware has read a pressed place: the finger lets go, so that no press is too short to be seen."""
    closed.discard(place)
    tell(read=place)


def tell(**what):
    """Reports what the firmware did."""
    sys.stdout.write(json.dumps(what) + "\n")
    if hasattr(sys.stdout, "flush"):
        sys.stdout.flush()


async def listen():
    """Does what the other side says; ends the process when it goes away."""
    readline = await _reader()
    while True:
        line = await readline()
        if not line:
            sys.exit(0)
        _do(json.loads(line))


def _do(said):
    if "uart" in said:
        uarts[said["uart"]].arrived(said["hex"])
        return
    if "turn" in said:
        first, second = said["turn"]
        for number, level in ((first, 0), (second, 0), (first, 1), (second, 1)):
            pins[number].moves(level)
        return
    if "pulses" in said:
        for number in said["pulses"]:
            pins[number].moves(0)
        return
    row, column = said["press"]
    closed.add((row, column))
    pins[column].falls()


async def _reader():
    if sys.implementation.name == "micropython":
        return asyncio.StreamReader(sys.stdin).readline
    from standard_input import reader  # what only CPython has takes no room on MicroPython

    return (await reader()).readline
