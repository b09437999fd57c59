"""Starts the real firmware of one device over fake hardware: ``start.py FOLDER``. Ends when its standard input does."""

import asyncio
import sys

import wires


class Flag(asyncio.Event):
    """An interrupt comes from a task here, so that an event will do where a board needs its thread-safe flag."""


asyncio.ThreadSafeFlag = Flag

import board  # noqa: E402, F401, I001 - first, as on a board: it tidies up behind the imports
import layout  # noqa: E402
from device import Device  # noqa: E402
from storage import Storage  # noqa: E402


def tell_layout(role):
    """Which names the far end may use, and where they are."""
    buttons, lamps, _ = layout.of(role)
    wires.tell(
        buttons=buttons,
        names=lamps,
        colours=layout.COLOURS,
        screen=layout.SCREEN_UART[0],
        printer=layout.PRINTER_UART[0],
    )


async def run(folder):
    """The device and its wires; a fault of either ends the process. One without a configuration asks for it."""
    storage = Storage(folder)
    config = storage.load("config")
    tell_layout((config or storage.load("place"))["role"])
    work = Device(folder).run() if config else pairing(folder)
    await asyncio.gather(wires.listen(), work)


async def pairing(folder):
    """As ``pairing_mode.run``, in the loop of the wires."""
    await __import__("pairing_mode").PairingMode(folder).run()
    __import__("machine").reset()


asyncio.run(run(sys.argv[1]))
