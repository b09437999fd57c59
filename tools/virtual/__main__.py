"""Plays one virtual device in a terminal: ``python -m tools.virtual FOLDER``; type the names of its buttons."""

import argparse
import asyncio
import sys
from pathlib import Path

from tools.virtual.device import VirtualDevice


async def play(folder: Path) -> None:
    """Until the end of the input."""
    device = VirtualDevice(folder)
    device.on_change = Picture(device)
    await device.start()
    print(f"{folder.name}: {' '.join(device.buttons) or 'no buttons'}")
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    async for line in reader:
        for button in line.decode().split():
            if button in device.buttons:
                await device.press(button)
    await device.kill()


class Picture:
    """Prints the device when it looks different."""

    def __init__(self, device: VirtualDevice) -> None:
        self._device = device
        self._last = ""

    def __call__(self) -> None:
        lit = [f"{name} {colour}" for name, colour in self._device.lamps.items() if colour != "off"]
        picture = " | ".join([*self._device.display, *lit])
        if picture != self._last:
            print(picture)
        self._last = picture


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.virtual", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the device was paired")
    asyncio.run(play(parser.parse_args().folder))


if __name__ == "__main__":
    main()
