"""Starts the real firmware of one device over fake hardware: ``start.py FOLDER``. Ends when its standard input does.

A folder with a ``main.py`` is a whole flash: records in ``anycounter``, firmware in ``a`` and ``b``. There a fault leads to
a new start, as on a board; elsewhere the folder holds the records alone, and a fault ends the process with its traceback.
"""

import asyncio
import os
import sys

import wires


class Flag(asyncio.Event):
    """An interrupt comes from a task here, so that an event will do where a board needs its thread-safe flag."""


def tell_layout(folder):
    """Which names the far end may use, and where they are."""
    from panel import planned
    from storage import Storage

    records = Storage(folder)
    plan = planned(records.recall("config") or records.recall("place") or {"role": "keypad"})
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


def run(folder):
    """The firmware, with its wires in the loop that it makes."""
    flash = "main.py" in os.listdir(folder)
    records = folder + "/anycounter" if flash else folder
    loop = asyncio.run

    async def both(device):
        tell_layout(records)
        await asyncio.gather(wires.listen(), device)

    asyncio.ThreadSafeFlag = Flag
    asyncio.run = lambda device: loop(both(device))
    if flash:
        sys.path.insert(0, folder)
        __import__("main").run(records)
    else:
        __import__("board")  # first, as on a board: it tidies up behind the imports
        why = __import__("main").reason(records)
        del sys.modules["main"]  # on a board it is no module
        __import__("startup").run(records, "", why)


run(sys.argv[1])
