"""Ways to take a device's connection away.

Through a relay that the device connects to, the cut is a real one, and the device's CONNECT and each of its tries are
seen. Without it the trial signs in with the device's own client id: the broker then drops the device, but not every
broker says its last will in that case (nats-server does not).
"""

import asyncio
from contextlib import suppress
from typing import Protocol

from tools.conformance.line import Broker, Line
from tools.conformance.secrets_file import Secrets

CLEAN, WILL, WILL_QOS_1, WILL_RETAINED = 0x02, 0x04, 0x08, 0x20


class Cutter(Protocol):
    """``certain``: a will that does not come after a cut was never left. ``tries_s``: when it tried in vain."""

    certain: bool
    tries_s: list[float]
    connect_flags: int | None

    async def cut(self) -> None:
        """Now, and it cannot come back at once."""

    async def tried(self, tries: int, patience_s: float) -> None:
        """Return once it has tried in vain so often, or patience ends; at once where tries are not seen."""

    async def release(self) -> None:
        """It may come back."""


class TakeOver:
    """Signs in as the device. It takes the connection back as soon as it tries."""

    certain = False

    def __init__(self, broker: Broker, secrets: Secrets) -> None:
        self.tries_s: list[float] = []
        self.connect_flags: int | None = None
        self._broker, self._secrets = broker, secrets
        self._line: Line | None = None

    async def cut(self) -> None:
        """Not with a clean session: one that the device had left behind would stay, and show."""
        self._line = await self._broker.sign_in(self._secrets.sign_in, lambda said: None, clean=False)

    async def tried(self, tries: int, patience_s: float) -> None:
        return

    async def release(self) -> None:
        if self._line:
            await self._line.leave()


class Relay:
    """Stands between device and broker, on a port of its own."""

    certain = True

    def __init__(self, broker: tuple[str, int]) -> None:
        self.tries_s: list[float] = []
        self.connect_flags: int | None = None
        self._broker = broker
        self._shut = False
        self._try = asyncio.Event()
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._serving: set[asyncio.Task[None]] = set()

    async def listen(self, host: str = "127.0.0.1", port: int = 0) -> tuple[str, int]:
        """Begin; where it listens."""
        self._server = await asyncio.start_server(self._serve, host, port)
        found: tuple[str, int] = self._server.sockets[0].getsockname()[:2]
        return found

    async def close(self) -> None:
        """End, with all connections."""
        if self._server:
            self._server.close()
        self._drop()
        await asyncio.gather(*self._serving)

    async def cut(self) -> None:
        self.tries_s, self._shut = [], True
        self._drop()

    async def tried(self, tries: int, patience_s: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                while len(self.tries_s) < tries:
                    self._try.clear()
                    await self._try.wait()

    async def release(self) -> None:
        self._shut = False

    def _drop(self) -> None:
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._pair(reader, writer))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def _pair(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._shut:
            self.tries_s.append(asyncio.get_running_loop().time())
            self._try.set()
            writer.transport.abort()
            return
        self._writers.add(writer)
        with suppress(OSError):
            there, back = await asyncio.open_connection(*self._broker)
            self._writers.add(back)
            await asyncio.gather(self._carry(reader, back, True), self._carry(there, writer, False))

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, from_device: bool) -> None:
        first = from_device
        with suppress(OSError):
            while octets := await reader.read(65_536):
                if first:
                    first, self.connect_flags = False, connect_flags(octets)
                writer.write(octets)
                await writer.drain()
        writer.close()


def connect_flags(packet: bytes) -> int | None:
    """The flags of an MQTT 3.1.1 CONNECT at the beginning of these bytes, or None where it is none."""
    place = 1
    while place < len(packet) and packet[place] & 0x80:
        place += 1
    head = packet[place + 1 : place + 8]
    return (
        packet[place + 8] if packet[:1] == b"\x10" and head == b"\x00\x04MQTT\x04" and len(packet) > place + 8 else None
    )
