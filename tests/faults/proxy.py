"""A TCP proxy that speaks MQTT: passes everything on, and does to each PUBLISH what it is told to.

A fault is a function from (direction, topic) to the delays, in seconds, after which copies of the packet go on:
``(0,)`` passes it, ``()`` drops it, ``(0, 0)`` repeats it, and a delay lets later packets overtake it.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType

PUBLISH = 0x30
PASS: Sequence[float] = (0.0,)

Fault = Callable[[str, str], Sequence[float]]
"""(``up`` from the device or ``down`` to it, topic) -> delays."""


def no_fault(direction: str, topic: str) -> Sequence[float]:
    """A good network."""
    return PASS


@dataclass
class Dice:
    """Faults by chance, the same for the same seed. ``late_s``: the longest delay."""

    seed: int
    drop: float = 0.2
    repeat: float = 0.2
    late: float = 0.2
    late_s: float = 0.05
    thrown: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def __call__(self, direction: str, topic: str) -> Sequence[float]:
        """One throw."""
        chance = self._random.random()
        for name, share in (("drop", self.drop), ("repeat", self.repeat), ("late", self.late)):
            if chance < share:
                self.thrown[name] += 1
                return {"drop": (), "repeat": (0.0, self._some()), "late": (self._some(),)}[name]
            chance -= share
        return PASS

    def _some(self) -> float:
        return self._random.uniform(0.001, self.late_s)


class Proxy:
    """Listens on 127.0.0.1 at ``port``; ``fault`` may be changed at any time. Used as a context."""

    def __init__(self, host: str, port: int, fault: Fault = no_fault) -> None:
        self.host, self.port = "127.0.0.1", 0
        self.fault = fault
        self._behind = host, port
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "Proxy":
        self._server = await asyncio.start_server(self._serve, self.host)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        self.cut()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def cut(self) -> None:
        """End every connection at once."""
        for task in self._tasks:
            task.cancel()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        behind_writer = writer
        try:
            behind_reader, behind_writer = await asyncio.open_connection(*self._behind)
            ways = self._pass_on("up", reader, behind_writer), self._pass_on("down", behind_reader, writer)
            await asyncio.gather(*ways)
        except (OSError, asyncio.CancelledError):
            pass  # a connection that ends, or was cut: what a network does
        finally:
            self._tasks.discard(task)
            behind_writer.close()
            writer.close()

    async def _pass_on(self, direction: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Packet after packet, until one side ends; then the other ends too."""
        with suppress(asyncio.IncompleteReadError):
            while True:
                packet, topic = await read_packet(reader)
                for delay_s in self.fault(direction, topic) if topic else PASS:
                    self._write_after(delay_s, writer, packet)
        writer.close()

    def _write_after(self, delay_s: float, writer: asyncio.StreamWriter, packet: bytes) -> None:
        if delay_s:
            asyncio.get_running_loop().call_later(delay_s, self._write_after, 0.0, writer, packet)
        elif not writer.is_closing():
            writer.write(packet)


async def read_packet(reader: asyncio.StreamReader) -> tuple[bytes, str]:
    """A whole MQTT packet, and its topic if it is a PUBLISH."""
    head = await reader.readexactly(1)
    length, shift, size = 0, 0, b""
    while True:
        byte = await reader.readexactly(1)
        size += byte
        length |= (byte[0] & 0x7F) << shift
        shift += 7
        if byte[0] < 0x80:
            break
    body = await reader.readexactly(length) if length else b""
    topic = body[2 : 2 + int.from_bytes(body[:2], "big")].decode() if head[0] & 0xF0 == PUBLISH else ""
    return head + size + body, topic
