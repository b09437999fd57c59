"""The whole firmware in one process, its plug pulled after any number of awaits: lives of a device over one flash.

Time is the loop's own: a wait costs nothing. The broker and the hub behind it are a few lines that answer as they are told.
"""

import asyncio
import re
import selectors
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.firmware.hub import HALL, HALL_KEY, KEY
from tools.virtual.pairing import pair
from tools.virtual.printer import VirtualPrinter
from wire.envelope import decode, encode, message
from wire.timing import HUB_BEAT_MS
from wire.topics import device_topic, hall_topic, parse

DEVICE = "device-1"
BEAT = ("hub", "hub", {"online": True, "version": "1", "now_ms": 1_767_600_000_000, "zone_s": 0})
NUMBER = re.compile(rb"[AP]\d{3}")


class Instant(selectors.SelectSelector):
    """Nothing ever comes from outside; waiting moves the clock."""

    now_s = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        self.now_s += timeout or 0.0
        return []


class Life(asyncio.SelectorEventLoop):
    """A loop that stops for ever after ``steps`` callbacks, as a device does whose plug is pulled."""

    def __init__(self, steps: int) -> None:
        self._instant = Instant()
        self.left = steps
        super().__init__(self._instant)

    def time(self) -> float:
        return self._instant.now_s

    def call_soon(self, callback: Any, *args: Any, **more: Any) -> asyncio.Handle:
        return super().call_soon(self._step, callback, *args, **more)

    def _step(self, callback: Any, *args: Any) -> None:
        if self.left > 0:
            callback(*args)
        self.left -= 1
        if self.left == 0:
            self.stop()


class Writer:
    """The device's end of the connection: each write is one packet."""

    def __init__(self, broker: "Broker") -> None:
        self._broker = broker

    def write(self, packet: bytes) -> None:
        self._broker.take(packet)

    async def drain(self) -> None:
        """A point at which the plug may be pulled."""
        await asyncio.sleep(0)

    def close(self) -> None:
        """Gone."""

    async def wait_closed(self) -> None:
        """Gone."""


class Broker:
    """Broker and hub of one device. ``answers``: types that get an answer. ``heard``: envelopes of actions."""

    def __init__(self, states: list[tuple[str, str, dict[str, Any]]]) -> None:
        self.answers: set[str] = set()
        self.heard: list[dict[str, Any]] = []
        self.epoch = 0
        self._states = states
        self._seq = 0
        self._reader: asyncio.StreamReader | None = None

    async def connect(self, host: str, port: int, **more: Any) -> tuple[asyncio.StreamReader, Writer]:
        """As ``asyncio.open_connection``."""
        self.epoch += 1
        self._reader = asyncio.StreamReader()
        return self._reader, Writer(self)

    async def beat(self) -> None:
        """The hub says every few seconds that it lives, whether it answers or not."""
        while True:
            await asyncio.sleep(HUB_BEAT_MS / 1000)
            if self._reader:
                self.say(*BEAT)

    def take(self, packet: bytes) -> None:
        kind = packet[0] & 0xF0
        if kind == 0x10:
            self._feed(b"\x20\x02\x00\x00")
        elif kind == 0x80:
            for kind_of, type, body in [*self._states, BEAT]:
                self.say(kind_of, type, body)
        elif kind == 0x30:
            self._hear(packet)

    def say(self, kind: str, type: str, body: dict[str, Any]) -> None:
        """A signed message to the device."""
        from packets import frame, text

        self._seq += 1
        hall_wide = kind == "hub"
        page = body["page"] if kind == "menu" else None
        topic = hall_topic(HALL, kind) if hall_wide else device_topic(HALL, DEVICE, kind, page)
        envelope = message(type, "hub" if hall_wide else DEVICE, self.epoch, self._seq, body)
        raw = encode(topic, HALL_KEY if hall_wide else KEY, envelope)
        self._feed(frame(0x30, text(topic) + raw))

    def _feed(self, packet: bytes) -> None:
        assert self._reader
        self._reader.feed_data(packet)

    def _hear(self, packet: bytes) -> None:
        length_bytes = next(place for place in range(1, 5) if packet[place] < 0x80)
        body = packet[1 + length_bytes :]
        size = 2 + int.from_bytes(body[:2], "big")
        topic = body[2:size].decode()
        start = size + (2 if packet[0] & 6 else 0)
        if parse(topic)[2] != "ev":
            return
        envelope = decode(topic, body[start:], KEY)
        self.heard.append(envelope)
        if envelope["type"] in self.answers:
            answer = {
                "boot": envelope["boot"],
                "seq": envelope["seq"],
                "ok": True,
                "reason": "",
                "text": "",
                "given": None,
            }
            self.say("ack", "ack", answer)


class Cable:
    """The UART of the printer; the paper outlives the device."""

    def __init__(self, end: VirtualPrinter) -> None:
        self._end = end
        self._waiting = b""

    def write(self, octets: bytes) -> int:
        self._waiting += self._end.feed(octets)
        return len(octets)

    def any(self) -> int:
        return len(self._waiting)

    def read(self) -> bytes:
        octets, self._waiting = self._waiting, b""
        return octets


Script = Callable[[Any], Awaitable[None]]
"""What people do with the device, from its start to the end of its life."""


class Bench:
    """A device's flash, paper and hub, over several lives."""

    def __init__(self, folder: Path, role: str, broker: Broker) -> None:
        self.folder, self.broker = folder, broker
        self.printer = VirtualPrinter()
        pair(
            folder, hall=HALL, device=DEVICE, role=role, key=KEY, hall_key=HALL_KEY, client_id="c", host="h", port=1,
            user="u", password="p", language="en",
        )  # fmt: skip

    def live(self, script: Script, steps: int = 10**9) -> int:
        """One life, over after ``steps`` awaits at the latest; how many it took."""
        loop = Life(steps)
        with replaced(self.broker, loop):
            main = loop.create_task(self._live(script))
            main.add_done_callback(lambda done: loop.stop())
            loop.run_forever()
            if main.done():
                main.result()
        taken = steps - loop.left
        abandon(loop)
        return taken

    async def _live(self, script: Script) -> None:
        from device import Device
        from startup import Start

        device = Device(str(self.folder), Start(str(self.folder), "", "power"))
        device._panel.printer = Cable(self.printer)
        running = [asyncio.create_task(work) for work in (device.run(), self.broker.beat())]
        await script(device)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def numbers(self) -> list[str]:
        """Ticket numbers on the paper, in order."""
        return [number.decode() for number in NUMBER.findall(bytes(self.printer.printed))]


def abandon(loop: Life) -> None:
    """What was running is gone without a last word."""
    for task in asyncio.all_tasks(loop):
        task._log_destroy_pending = False  # type: ignore[attr-defined]
    loop.close()


@contextmanager
def replaced(broker: Broker, loop: Life) -> Iterator[None]:
    """Network, clock and the far ends of the pins are the bench's own."""
    import board
    import wires

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asyncio, "open_connection", broker.connect)
        patch.setattr(asyncio, "ThreadSafeFlag", asyncio.Event, raising=False)
        patch.setattr(board, "Clock", lambda: lambda: round(loop.time() * 1000))
        patch.setattr(wires, "tell", lambda **what: None)
        patch.setattr("os.sync", lambda: None)
        asyncio.set_event_loop(loop)
        try:
            yield
        finally:
            asyncio.set_event_loop(None)
