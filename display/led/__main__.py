"""The panel process: ``python -m display.led --port /dev/ttyUSB0``, orders on stdin, frames on the bus.

It ends when its input ends or at a signal, after clearing every panel it was told about.
"""

import argparse
import asyncio
import logging
import signal
import sys
from collections.abc import Sequence
from functools import partial

import serial

from display.led.frame import BRIGHTNESS_MAX
from display.led.order import read_order
from display.led.panel import Panels

log = logging.getLogger("display.led")

LINE_MAX = 4096
"""Bytes of one order; a longer line is no order."""
WRITE_S = 2.0
"""A frame takes 60 ms at 9600 baud; a port that needs longer is stuck and is opened anew."""
GOODBYE_S = 2.0
"""For the last clearing; the hub waits longer than that before it kills."""


def open_port(name: str, baud: int) -> serial.Serial:
    """The bus, 8N1. Raises ``SerialException``, an ``OSError``."""
    return serial.Serial(name, baud, write_timeout=WRITE_S, exclusive=True)


async def orders_in(panels: Panels, lines: asyncio.StreamReader) -> None:
    """Put every order until the input ends; the first bad line is told, the others are counted silently."""
    bad = 0
    while True:
        try:
            line = await lines.readline()
            if not line:
                return
            panels.put(read_order(line))
        except ValueError as error:
            bad += 1
            log.log(logging.WARNING if bad == 1 else logging.DEBUG, "order dropped (%d so far): %s", bad, error)


async def stdin_lines() -> asyncio.StreamReader:
    """The process's input as a stream."""
    lines = asyncio.StreamReader(limit=LINE_MAX)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    return lines


async def serve(panels: Panels, lines: asyncio.StreamReader, stop: asyncio.Event) -> None:
    """Show orders until the input ends or ``stop`` is set, then clear and leave."""
    running = asyncio.create_task(panels.run())
    ends = (asyncio.create_task(orders_in(panels, lines)), asyncio.create_task(stop.wait()))
    done, _ = await asyncio.wait({running, *ends}, return_when=asyncio.FIRST_COMPLETED)
    if running in done:
        running.result()
    panels.clear_all()
    try:
        async with asyncio.timeout(GOODBYE_S):
            await panels.settled()
    except TimeoutError:
        log.warning("the panels could not be cleared")
    for task in (running, *ends):
        task.cancel()


async def run(arguments: argparse.Namespace) -> None:
    """Compose and serve."""
    panels = Panels(partial(open_port, arguments.port, arguments.baud), arguments.brightness)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await serve(panels, await stdin_lines(), stop)


def parser() -> argparse.ArgumentParser:
    """The command line."""
    described = argparse.ArgumentParser(prog="python -m display.led", description=__doc__)
    described.add_argument("--port", required=True, help="serial device of the RS-485 adapter, such as /dev/ttyUSB0")
    described.add_argument("--baud", type=int, default=9600, help="bits per second (default 9600)")
    levels = range(BRIGHTNESS_MAX + 1)
    described.add_argument("--brightness", type=int, default=10, choices=levels, metavar="0-15", help="default 10")
    return described


def main(argv: Sequence[str] | None = None) -> None:
    """Run until the input ends."""
    logging.basicConfig(format="%(name)s %(levelname)s %(message)s", level=logging.INFO)
    asyncio.run(run(parser().parse_args(argv)))


if __name__ == "__main__":
    main()
