"""MQTT 3.1.1 over asyncio: bytes only, one write per packet, QoS 1 both ways, will, ping, back-off.

Nothing is repeated here: what has to arrive is repeated by the outbox, under its own name and with its true age.
The session is clean, so that the broker keeps nothing either; retained states come again by themselves.
"""

import asyncio
import struct

from packets import Broken, frame, read, text
from watch import SLICE_S

KEEPALIVE_S = 10
"""The broker publishes the will after 15 s of silence, as presence needs it; a ping goes every 5 s."""
CONNECT_S = 5
WRITE_S = 5
"""Below the watch's limit for a task that does not check in."""
BACKOFF_S = (1, 2, 4, 8, 15)
"""Up to 15 s: with it a hall is back within 10 s of a broker that was away for one."""


def gap_ms(tries, rng):
    """How long to wait after so many failures: half to one and a half times as long as the table says."""
    gap = 1000 * BACKOFF_S[min(tries, len(BACKOFF_S) - 1)]
    return gap // 2 + rng(gap)


class Link:
    """The connection to the broker, made again for ever. ``place``: host, port, client_id, user, password.

    Without a ``host``, or with a ``ca``, `reach` is asked for the way at each connect. ``alive`` is called every
    `watch.SLICE_S` while nothing is stuck.
    """

    def __init__(self, place, will, rng, alive=lambda: None):
        self._alive = alive
        self._place = place
        self._will = will
        self._rng = rng
        self._writer = None
        self._stuck = False
        self._pinger = None
        self._lock = asyncio.Lock()
        self._packet_id = 0

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
            await self._rest(gap_ms(tries, self._rng) / 1000)
            tries += 1

    async def publish(self, topic, payload, qos, retained):
        """Puts a message on the wire; while the link is down it is dropped."""
        head = text(topic) + (struct.pack(">H", self._next_id()) if qos else b"")
        await self._write(frame(0x30 | qos << 1 | retained, head + payload))

    async def subscribe(self, topics):
        """Listens to these topics, QoS 1."""
        await self._write(frame(0x82, struct.pack(">H", self._next_id()) + b"".join(text(t) + b"\x01" for t in topics)))

    async def _rest(self, left_s):
        while left_s > 0:
            self._alive()
            await asyncio.sleep(min(left_s, SLICE_S))
            left_s -= SLICE_S

    async def _connect(self):
        self._alive()
        place = self._place
        if place["host"] and not place.get("ca"):
            opening = asyncio.open_connection(place["host"], place["port"])
        else:
            opening = await __import__("reach").opening(place)
        reader, self._writer = await asyncio.wait_for(opening, CONNECT_S)
        self._stuck = False
        if hasattr(getattr(self._writer, "s", None), "setsockopt"):
            self._writer.s.setsockopt(6, 1, 1)  # TCP_NODELAY; CPython's streams and `secure` set it themselves
        topic, payload = self._will
        body = text("MQTT") + b"\x04\xee" + struct.pack(">H", KEEPALIVE_S) + text(place["client_id"])
        body += text(topic) + text(payload) + text(place["user"]) + text(place["password"])
        await self._write(frame(0x10, body))
        head, answer = await asyncio.wait_for(read(reader), CONNECT_S)
        if head != 0x20 or answer[1]:
            raise Broken("connect")
        self._alive()
        return reader

    async def _packet(self, reader, received):
        first = await self._first(reader)
        head, body = await asyncio.wait_for(read(reader, first), CONNECT_S)
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

    async def _first(self, reader):
        """The first byte of the next packet, waited for in slices."""
        for _ in range(KEEPALIVE_S * 3 // 2 // SLICE_S):
            self._alive()
            try:
                return await asyncio.wait_for(reader.readexactly(1), SLICE_S)
            except asyncio.TimeoutError:
                pass
        raise Broken("silence")

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
