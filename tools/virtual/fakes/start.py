"""Starts the real firmware of one device over fake hardware: ``start.py FOLDER``. Ends when its standard input does."""

import asyncio
import sys

import wires


class Flag(asyncio.Event):
    """An interrupt comes from a task here, so that an event will do where a board needs its thread-safe flag."""


asyncio.ThreadSafeFlag = Flag

import board  # noqa: E402, F401, I001 - first, as on a board: it tidies up behind the imports
from device import Device  # noqa: E402
from panel import planned  # noqa: E402
from storage import Storage  # noqa: E402


def tell_layout(config):
    """Which names the far end may use, and where they are."""
    plan = planned(config)
    wires.tell(
        buttons=plan.buttons,
        names=plan.lamps,
        colours=plan.colours,
        encoder=plan.encoder,
        screen=plan.screen_pins[0] if plan.screen == "text" else None,
        printer=plan.printer[0] if plan.printer else None,
        speaker=plan.speaker[0] if plan.speaker else None,
        reader=plan.reader,
        reader_pins=plan.reader_pins,
    )


async def run(folder):
    """The device and its wires; a fault of either ends the process."""
    tell_layout(Storage(folder).load("config"))
    await asyncio.gather(wires.listen(), Device(folder).run())


asyncio.run(run(sys.argv[1]))
