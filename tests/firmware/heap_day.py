"""Runs on MicroPython: one device through a day that is read line by line, and what its heap says of it.

``heap_day.py FOLDER DAY``. A line is ["press", button], ["hub", topic, bytes in hex] or ["mark"]; at each mark the free
heap is printed, after a collection. The link is a stand-in: what the device publishes is signed and then dropped.
"""

import binascii
import gc
import json
import sys

import wires

wires.tell = lambda **what: None

import board  # noqa: E402, F401, I001 - first, as on a board: it tidies up behind the imports
import asyncio  # noqa: E402

asyncio.ThreadSafeFlag = asyncio.Event

from startup import Device, Start  # noqa: E402


class Printer:
    """A receipt printer that is always well: it answers ``DLE EOT`` and ``GS r`` and forgets the rest."""

    def __init__(self):
        self._answer = b""

    def write(self, octets):
        """An answer for a question."""
        if octets[:2] == b"\x10\x04":
            self._answer = b"\x12"
        elif octets[:2] == b"\x1dr":
            self._answer = b"\x00"

    def any(self):
        """Bytes that wait."""
        return len(self._answer)

    def read(self):
        """All that waits."""
        answer, self._answer = self._answer, b""
        return answer


class Link:
    """Takes what the device says."""

    said = 0

    async def publish(self, topic, payload, qos, retained):
        """Counted."""
        self.said += 1

    async def subscribe(self, topics):
        """Nothing comes of it."""


async def live(folder, day):
    """The whole day."""
    device = Device(folder, Start(folder, "", "power"))
    device._link = Link()
    if device._panel.printer:
        device._panel.printer = Printer()
    await device._apply(device._session.start(device._kept(), 0))
    printing = asyncio.create_task(device._printing())
    await device._linked(True)
    with open(day) as lines:  # noqa: ASYNC230
        for line in lines:
            what = json.loads(line)
            if what[0] == "press":
                await device._pressed(what[1])
            elif what[0] == "hub":
                await device._received(what[1], memoryview(binascii.unhexlify(what[2])), False)
            elif what[0] == "tick":
                await device._apply(device._session.tick(device._clock(), device._health))
            elif what[0] == "paper":
                while not any(sent.type == "printed" for sent in device._session.outbox.waiting):
                    await asyncio.sleep(0.001)
            else:
                gc.collect()
                print(gc.mem_free(), device._link.said, device._session.refused)
    printing.cancel()


asyncio.run(live(sys.argv[1], sys.argv[2]))
