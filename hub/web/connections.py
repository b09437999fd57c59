"""Open connections of a web server: how many, and the end of those that say nothing or read nothing.

A connection is plain until it becomes a WebSocket; those have limits and a write timeout of their own (``sockets.py``).
One that is too many of its address is closed before a byte of it is read; where there are too many in all, the oldest
that has not asked yet makes room. All others are looked at every few seconds: one whose first
request has not come whole in ``head_s`` is ended, and so is one that has taken nothing of its answer between two looks.
"""

import asyncio
import contextlib
import logging
import re
import socket
import struct
from collections import Counter, deque
from collections.abc import Callable
from ssl import SSLContext
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError, LineTooLong

from hub.open_files import Seldom, for_connections
from hub.web.limits import Limits, network_of
from hub.web.problems import Problem

log = logging.getLogger(__name__)

TAKEN_AT_ONCE, WAITING = 64, 512
"""Connections that asyncio takes in one go, before any is counted; and those that the kernel keeps meanwhile."""

ADDRESS_BYTES, HEADER_BYTES = 8192, 8190
"""Most of a request's address, and of one of its headers. They differ, so that a line that is too long tells which of both it is."""

KEEP_ALIVE_S = 75
"""An idle connection is kept this long after its last answer: longer than pages wait between two questions."""

LAST_WORDS_S = 2.0
"""A stop waits this long for answers under way; then their clients repeat them, with the same key, after the start."""

THIS_MACHINE = frozenset({"127.0.0.1", "::1"})

TCP_INFO = struct.Struct("24x I 92x Q 16x I")
"""Of Linux' ``tcp_info``: segments on their way, bytes that the other side has taken, bytes not sent yet."""

AT_ONCE = struct.pack("ii", 1, 0)
"""SO_LINGER: closing drops what was not sent."""


Unread = Callable[[web.BaseRequest, Problem, bytes], web.Response]
"""The third is how the request began, ``BEGINNING`` bytes of it at most: nothing else of it is known."""

BEGINNING = 64
BEGINS = re.compile(rb"[A-Z]{3,7} /")
"""A request line at the start of what has come; a long one comes in pieces, and only the first looks so."""


class Connection(web.RequestHandler):
    """One connection. ``line``: its transport, for as long as its file is open; ``taken``: see ``stuck``. ``began``: how the
    newest request began."""

    __slots__ = ("_open", "address", "began", "line", "live", "since_s", "taken")

    def __init__(self, open_ones: "Connections", server: web.Server, **options: Any) -> None:
        super().__init__(server, **options)
        self._open = open_ones
        self.address, self.since_s, self.live, self.taken, self.began = "", 0.0, False, -1, b""
        self.line: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        peer = transport.get_extra_info("peername")
        self.address, self.line = network_of(peer[0] if peer else None), transport
        if self._open.add(self):
            super().connection_made(transport)
        else:
            self.line = None
            transport.abort()

    def connection_lost(self, exc: BaseException | None) -> None:
        if self.line is not None:
            self.line = None
            self._open.remove(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if BEGINS.match(data):
            self.began = bytes(data[:BEGINNING])
        super().data_received(data)

    def set_parser(self, parser: Any, data_received_cb: Callable[[], None] | None = None) -> None:
        """It has become a WebSocket."""
        self._open.became_live(self)
        super().set_parser(parser, data_received_cb)

    def handle_error(
        self, request: web.BaseRequest, status: int = 500, exc: BaseException | None = None, message: str | None = None
    ) -> web.StreamResponse:
        """What could not even be read is answered as everything else is; the other side erred, so no traceback."""
        if self._open.unread is None or not isinstance(exc, HttpProcessingError):
            return super().handle_error(request, status, exc, message)
        log.debug("a request could not be read: %s", type(exc).__name__)
        answer = self._open.unread(request, why_unread(exc), self.began)
        answer.force_close()
        return answer

    @property
    def silent(self) -> bool:
        """Has no whole head of a request come yet?"""
        return self._request_count == 0

    def stuck(self) -> bool:
        """Has the other side taken nothing since the last look, though something was there for it all the time?"""
        assert self.line is not None
        try:
            told = self.line.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, TCP_INFO.size)
            under_way, taken, unsent = TCP_INFO.unpack(told)
        except (OSError, struct.error):  # its file is closed already, or the kernel is too old to tell
            return False
        before: int = self.taken
        self.taken = taken if under_way or unsent or self.line.get_write_buffer_size() else -1
        return bool(before == taken)

    def end(self) -> None:
        """Whoever writes finds it broken. An abort would leave a file that is just being sent waiting for ever."""
        assert self.line is not None
        if self.silent:  # nothing is being sent, and its file is free at once
            self.line.abort()
            return
        with contextlib.suppress(OSError):  # the other side was quicker
            own = self.line.get_extra_info("socket")
            own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
            own.shutdown(socket.SHUT_RDWR)


def why_unread(error: HttpProcessingError) -> Problem:
    """Why a request could not be read."""
    if not isinstance(error, LineTooLong):
        return Problem(400, "bad_request")
    if error.args[1] == ADDRESS_BYTES:
        return Problem(414, "address_too_long", most=ADDRESS_BYTES)
    return Problem(431, "header_too_large", most=HEADER_BYTES)


class Connections:
    """All open ones of a server. ``most``: in all. ``uncounted``: addresses that many people share."""

    def __init__(
        self, limits: Limits, most: int, unread: Unread | None = None, uncounted: frozenset[str] = frozenset()
    ) -> None:
        self.unread = unread
        self._limits, self._most, self._uncounted = limits, most, uncounted
        self._all: set[Connection] = set()
        self._plain: Counter[str] = Counter()
        self._unasked: deque[Connection] = deque()
        self._loop = asyncio.get_running_loop()
        self._next: asyncio.TimerHandle | None = None
        self._refused = Seldom()

    def __len__(self) -> int:
        return len(self._all)

    def start(self) -> None:
        self._next = self._loop.call_later(min(self._limits.write_timeout_s, self._limits.head_s), self.look)

    def stop(self) -> None:
        if self._next is not None:
            self._next.cancel()

    def add(self, one: Connection) -> bool:
        """Count one that was opened; False: it is one too many."""
        crowded = self._plain[one.address] >= self._limits.plain_per_address and one.address not in self._uncounted
        full = len(self._all) >= self._most
        if (crowded or full) and (times := self._refused.times(self._loop.time())):
            log.warning("connections were closed because too many are open (%d): %d", len(self._all), times)
        if crowded or (full and not self._make_room()):
            return False
        one.since_s = self._loop.time()
        self._all.add(one)
        self._plain[one.address] += 1
        self._unasked.append(one)
        return True

    def became_live(self, one: Connection) -> None:
        if one in self._all and not one.live:
            one.live = True
            self._not_plain(one.address)

    def remove(self, one: Connection) -> None:
        self._all.discard(one)
        if not one.live:
            self._not_plain(one.address)

    def _make_room(self) -> bool:
        """End the oldest that has not asked yet; False: all have. Its file is closed a moment later, for which there is room."""
        while self._unasked:
            oldest = self._unasked.popleft()
            if oldest.line is not None and oldest.silent:
                oldest.end()
                return True
        return False

    def _not_plain(self, address: str) -> None:
        self._plain[address] -= 1
        if not self._plain[address]:
            del self._plain[address]

    def look(self) -> None:
        """End those that say nothing or read nothing, and look again later."""
        self.start()
        self._unasked = deque(one for one in self._unasked if one.line is not None and one.silent)
        oldest_s = self._loop.time() - self._limits.head_s
        for one in list(self._all):
            if one.line is None or (one.live and not one.line.is_closing()):
                continue
            if (one.silent and one.since_s <= oldest_s) or one.stuck():
                one.end()


class Counted(web.Server):
    """aiohttp's server, with connections that are counted."""

    def __init__(self, made: web.Server, open_ones: Connections) -> None:
        super().__init__(made.request_handler, request_factory=made.request_factory, loop=made._loop, **made._kwargs)
        self._open = open_ones

    def __call__(self) -> Connection:
        return Connection(self._open, self, loop=self._loop, **self._kwargs)


class Listener(web.AppRunner):
    """Where an application listens. ``unread``: makes the answer to what cannot even be read, the library's own without one.
    ``proxied``: a proxy on this machine ends TLS, so all people share its address."""

    def __init__(
        self, app: web.Application, limits: Limits, unread: Unread | None = None, *, proxied: bool = False
    ) -> None:
        super().__init__(
            app, access_log=None, shutdown_timeout=LAST_WORDS_S, keepalive_timeout=KEEP_ALIVE_S,
            max_line_size=ADDRESS_BYTES, max_field_size=HEADER_BYTES,
        )  # fmt: skip
        uncounted = THIS_MACHINE if proxied else frozenset[str]()
        self.open = Connections(limits, for_connections(limits.open_total), unread, uncounted)

    async def listen(self, host: str, port: int, tls: SSLContext | None = None) -> int:
        """Serve; the port that the system gave where ``port`` is 0."""
        await self.setup()
        site = web.TCPSite(self, host, port, ssl_context=tls, backlog=TAKEN_AT_ONCE)
        await site.start()
        for own in site._server.sockets:  # type: ignore[union-attr]
            with own.dup() as listening:
                listening.listen(WAITING)
        self.open.start()
        return int(self.addresses[0][1])

    async def cleanup(self) -> None:
        self.open.stop()
        await super().cleanup()

    async def _make_server(self) -> web.Server:
        return Counted(await super()._make_server(), self.open)
