"""MQTT 3.1.1 over asyncio: bytes only, one write per packet, QoS 1 both ways, will, ping, back-off, TLS.

Nothing is repeated here: what has to arrive is repeated by the outbox, under its own name and with its true age.
The session is clean, so that the broker keeps nothing either; retained states come again by themselves.
"""

import asyncio
import struct

from backoff import gap_ms
from packets import Broken, frame, read, text

KEEPALIVE_S = 10
"""The broker publishes the will after 15 s of silence, as presence needs it; a ping goes every 5 s."""
CONNECT_S = 5
WRITE_S = 10


class Link:
    """The connection to the broker, made again for ever. ``place``: host, port, client_id, user, password.

    Without a ``host`` the hub of the ``hall`` is looked for (``find``) at each connect; with ``ca`` it must prove who it is.
    """

    def __init__(self, place, will, rng, find=None):
        self._find = find
        self._place = place
        self._will = will
        self._rng = rng
        self._writer = None
        self._stuck = False
        self._pinger = None
        self._lock = asyncio.Lock()
        self._packet_id = 0
        self._secure = None

    async def run(self, linked, received, join=None):
        """Calls ``await linked(up)`` and ``await received(topic, payload, retained)``; first ``await join()``, each time."""
        tries = 0
        while True:
            up = False
            try:
                if join:
                    await join()
                reader = await self._connect()
                tries = 0
                up = True
                self._pinger = asyncio.create_task(self._ping(self._writer))
                await linked(True)
                while True:
                    await self._packet(reader, received)
            except (OSError, EOFError, asyncio.TimeoutError, UnicodeError, Broken):
                pass  # every cause has the same cure: the next try, after the back-off
            await self._close()
            if up:
                await linked(False)
            await asyncio.sleep(gap_ms(tries, self._rng) / 1000)
            tries += 1

    async def publish(self, topic, payload, qos, retained):
        """Puts a message on the wire; while the link is down it is dropped."""
        head = text(topic) + (struct.pack(">H", self._next_id()) if qos else b"")
        await self._write(frame(0x30 | qos << 1 | retained, head + payload))

    async def subscribe(self, topics):
        """Listens to these topics, QoS 1."""
        await self._write(frame(0x82, struct.pack(">H", self._next_id()) + b"".join(text(t) + b"\x01" for t in topics)))

    async def _connect(self):
        place = self._place
        reader, self._writer = await asyncio.wait_for(await self._opening(), CONNECT_S)
        self._stuck = False
        if not self._secure and hasattr(self._writer, "s"):
            self._writer.s.setsockopt(6, 1, 1)  # TCP_NODELAY; CPython's streams set it themselves
        topic, payload = self._will
        body = text("MQTT") + b"\x04\xee" + struct.pack(">H", KEEPALIVE_S) + text(place["client_id"])
        body += text(topic) + text(payload) + text(place["user"]) + text(place["password"])
        await self._write(frame(0x10, body))
        head, answer = await asyncio.wait_for(read(reader), CONNECT_S)
        if head != 0x20 or answer[1]:
            raise Broken("connect")
        return reader

    async def _opening(self):
        """The way to the broker, not yet gone. What only some halls need is loaded only there."""
        place = self._place
        host, port = place["host"], place["port"]
        if not host:
            host, port, _ = await (self._find or __import__("finding").find)(place["hall"])
        name = None
        if place.get("ca"):
            secure = __import__("secure")
            self._secure = self._secure or secure.context(place["ca"])
            name = secure.NAME
        return asyncio.open_connection(host, port, ssl=self._secure, server_hostname=name)

    async def _packet(self, reader, received):
        head, body = await asyncio.wait_for(read(reader), KEEPALIVE_S * 3 // 2)
        if head == 0x90 and 0x80 in body[2:]:
            raise Broken("subscribe")
        if head & 0xF0 != 0x30:
            return
        size = 2 + int.from_bytes(body[:2], "big")
        qos = head >> 1 & 3
        start = size + (2 if qos else 0)
        await received(body[2:size].decode(), memoryview(body)[start:], bool(head & 1))
        if qos:
            await self._write(b"\x40\x02" + body[size:start])

    async def _ping(self, writer):
        """Until this connection is another; not cancelled, since a wait that is just over may swallow that."""
        while True:
            await asyncio.sleep(KEEPALIVE_S / 2)
            if self._writer is not writer:
                return
            await self._write(b"\xc0\x00")

    async def _write(self, packet):
        async with self._lock:
            if self._writer is None or self._stuck:
                return
            try:
                self._writer.write(packet)
                await asyncio.wait_for(self._writer.drain(), WRITE_S)
            except (OSError, asyncio.TimeoutError):
                self._stuck = True  # the reader finds the same and starts again

    async def _close(self):
        writer, self._writer = self._writer, None
        if writer:
            writer.close()
            try:
                await writer.wait_closed()
            except OSError:
                return  # it is closed either way

    def _next_id(self):
        self._packet_id = self._packet_id % 0xFFFF + 1
        return self._packet_id
