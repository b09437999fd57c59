"""WebSockets of the live feed: who may look, how many, and the end of those who cannot keep up."""

import asyncio
import socket
from collections import Counter

from aiohttp import WSMsgType, web

from hub.web.call import Call
from hub.web.citizens import ticket_of_link
from hub.web.desks import check_counter
from hub.web.door import Asking, Door
from hub.web.feed import SIGNED_OUT, Feed, Reader
from hub.web.gate import check_same_site
from hub.web.pictures import BOARD, HALL, Topic
from hub.web.problems import Problem

PING_S = 20.0
"""A reader that does not answer a ping within half of this is gone."""

HEARD_BYTES = 1024
"""Readers have nothing to say; more than this in one message ends the connection."""

KERNEL_BYTES = 64 * 1024
"""What the kernel may keep for a reader that has stopped reading: a few pictures, not megabytes."""


class SocketSink:
    """One WebSocket as the feed's sink. Messages are written as they are, encoded once for all."""

    def __init__(self, http: web.Request, answer: web.WebSocketResponse) -> None:
        self._http, self._answer = http, answer

    async def send(self, message: bytes) -> None:
        await self._answer.send_frame(message, WSMsgType.TEXT)

    async def close(self, code: int) -> None:
        await self._answer.close(code=code)

    def abort(self) -> None:
        if self._http.transport is not None:
            self._http.transport.abort()


class Sockets:
    """All live connections of the hub."""

    def __init__(self, parts: Door, feed: Feed) -> None:
        self._parts, self._feed = parts, feed
        self._open: Counter[str] = Counter()
        self._refreshing: asyncio.Task[None] | None = None
        self._writers: set[asyncio.Task[bool]] = set()

    def start(self) -> None:
        self._parts.sessions.watchers.append(self.end_signed_out)
        self._refreshing = asyncio.create_task(self._refresh())

    async def stop(self) -> None:
        """Tell every reader that the hub restarts, and wait until each has heard it or is too slow."""
        if self._refreshing is not None:
            self._refreshing.cancel()
        self._feed.stop()
        if self._writers:
            await asyncio.wait(self._writers, timeout=self._parts.limits.write_timeout_s)

    async def board(self, call: Call) -> web.StreamResponse:
        """The hall board, for everybody."""
        return await self.serve(call, BOARD)

    async def hall(self, call: Call) -> web.StreamResponse:
        """The hall as its supervisor sees it."""
        return await self.serve(call, HALL)

    async def counter(self, call: Call) -> web.StreamResponse:
        """One counter; a pad gets only what may be rated."""
        check_counter(call)
        pad = call.user is not None and call.user.role == "pad"
        return await self.serve(call, Topic("pad" if pad else "counter", str(call.counter)))

    async def ticket(self, call: Call) -> web.StreamResponse:
        """A citizen's own ticket."""
        return await self.serve(call, Topic("ticket", ticket_of_link(call, call.http.match_info["link"]).id))

    async def serve(self, call: Asking, topic: Topic) -> web.StreamResponse:
        """Let a request look at a topic until either side ends it."""
        check_same_site(call.parts, call.http)
        answer = web.WebSocketResponse(heartbeat=PING_S, max_msg_size=HEARD_BYTES, compress=False)
        if not answer.can_prepare(call.http).ok:
            raise Problem(426, "not_live", headers={"Upgrade": "websocket"})
        self._admit(call.address)
        try:
            await answer.prepare(call.http)
            bound_kernel(call.http)
            await self._look(call, topic, answer)
        finally:
            self._open[call.address] -= 1
            self._open += Counter()
        return answer

    def _admit(self, address: str) -> None:
        limits = self._parts.limits
        if self._open.total() >= limits.live_total or self._open[address] >= limits.live_per_address:
            raise Problem(429, "too_many_connections", headers={"Retry-After": "10"})
        self._open[address] += 1

    async def _look(self, call: Asking, topic: Topic, answer: web.WebSocketResponse) -> None:
        """Write what the feed offers until either side ends it."""
        sink = SocketSink(call.http, answer)
        reader = Reader(sink, topic, call.session.token_hash if call.session else "")
        if not self._feed.join(reader):
            await answer.close()
            return
        writer = asyncio.create_task(self._write(reader))
        self._writers.add(writer)
        try:
            async for _ in answer:
                pass
        finally:
            self._feed.part(reader)
            if not reader.leaving:  # Else the writer is saying goodbye, which ended the loop above.
                writer.cancel()
            await asyncio.wait([writer])
            self._writers.discard(writer)

    async def _write(self, reader: Reader) -> bool:
        try:
            kept_up = await reader.write(self._parts.limits.write_timeout_s)
        except ConnectionError:
            return True
        if not kept_up:
            self._parts.metrics.dropped.inc()
        return kept_up

    async def _refresh(self) -> None:
        """Every few seconds everything again, and the end of those whose session has ended."""
        while True:
            await asyncio.sleep(self._parts.limits.refresh_s)
            await self._parts.users.reload()
            self.end_signed_out()
            await self.keep_pads()
            self._feed.refresh()

    def end_signed_out(self) -> None:
        """Close the connections of sessions that have ended."""
        for reader in self._feed.readers():
            if reader.session and self._parts.sessions.valid(reader.session) is None:
                reader.leave(SIGNED_OUT)

    async def keep_pads(self) -> None:
        """A pad that looks is in use: citizens may leave it alone for hours."""
        for reader in self._feed.readers():
            if reader.topic.kind == "pad":
                await self._parts.sessions.use(reader.session)


def bound_kernel(http: web.Request) -> None:
    """Keep the kernel from hoarding pictures for a reader that has stopped reading."""
    connection = http.transport.get_extra_info("socket") if http.transport else None
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BYTES)
