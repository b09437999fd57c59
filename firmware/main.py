"""The start of a device."""

import board  # noqa: F401 - first: it tidies up behind the imports  # isort: skip
import asyncio
import sys

import machine

from device import Device

FOLDER = "/anycounter"


def run(folder=FOLDER):
    """Runs the device of a board; after a fault it starts anew, as after a power cut."""
    try:
        asyncio.run(Device(folder).run())
    except Exception as fault:
        sys.print_exception(fault)
        machine.reset()


if __name__ == "__main__":
    run()
