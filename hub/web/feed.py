"""The live feed: whole newest pictures to everybody who looks, and nobody waits for anybody.

Theory of operation. After each commit the hall tells the feed, which only notes that something is new. The first
picture goes out at once; within a burst one more follows every ``live_gap_s``. A picture is encoded once for all who
look at the same thing. Each reader has room for one message: a newer one takes the place of one not yet written, so a
slow reader costs one picture of memory and no time of others; one that cannot take a message in ``write_timeout_s`` is
dropped and comes back for the whole state. Citizens' own pictures change little while others move ahead, so a ticket
is told at once when something happened to it, else every ``ticket_gap_s``. Everything is told again every
``refresh_s``, so that readers know how old their picture is.
"""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from hub.core.events import Recorded
from hub.core.hall import Hall
from hub.web.limits import Limits
from hub.web.metrics import Metrics
from hub.web.pictures import Pictures, Topic

RESTART, GONE, SIGNED_OUT = 1012, 4404, 4401
"""WebSocket close codes (RFC 6455, 7.4): service restart; ours: nothing to look at any more, session over."""


class Sink(Protocol):
    """Where a reader's messages go."""

    async def send(self, message: bytes) -> None:
        """Write; returns when there is room for more."""

    async def close(self, code: int) -> None:
        """Say goodbye."""

    def abort(self) -> None:
        """Cut the connection without waiting for the other side."""
        ...


class Reader:
    """One connection that looks at one topic. ``session``: the hash of the session it lives by, or ""."""

    def __init__(self, sink: Sink, topic: Topic, session: str = "") -> None:
        self.topic, self.session = topic, session
        self._sink = sink
        self._message: bytes | None = None
        self._code = 0
        self._ready = asyncio.Event()

    def offer(self, message: bytes) -> None:
        """The newest message; it replaces one that has not been written yet."""
        self._message = message
        self._ready.set()

    @property
    def leaving(self) -> bool:
        """Has the reader been told to leave?"""
        return bool(self._code)

    def leave(self, code: int) -> None:
        """Close as soon as the connection takes it."""
        self._code = code
        self._ready.set()

    async def write(self, timeout_s: float) -> bool:
        """Write until told to leave (True) or until the reader is too slow (False; the connection is cut)."""
        while True:
            await self._ready.wait()
            self._ready.clear()
            message, self._message = self._message, None
            try:
                async with asyncio.timeout(timeout_s):
                    if message is not None:
                        await self._sink.send(message)
                    if self._code and self._message is None:
                        await self._sink.close(self._code)
                        return True
            except TimeoutError:
                self._sink.abort()
                return False


class Feed:
    """An outlet of the service: ``tell`` returns at once."""

    def __init__(self, pictures: Pictures, limits: Limits, metrics: Metrics) -> None:
        self._pictures, self._limits = pictures, limits
        self._readers: dict[Topic, set[Reader]] = {}
        self._urgent: set[str] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._slow: asyncio.TimerHandle | None = None
        self._told_s = float("-inf")
        metrics.readers.set_function(self.count)

    def count(self) -> int:
        """Readers now."""
        return sum(map(len, self._readers.values()))

    def tell(self, hall: Hall, recorded: Sequence[Recorded]) -> None:
        """Something is new. Only notes what and when to tell it."""
        for each in recorded:
            event = each.event
            leg = getattr(event, "leg", "")
            self._urgent.add(leg.rpartition(".")[0] if leg else getattr(event, "ticket", ""))
        if self._timer is None and self._readers:
            loop = asyncio.get_running_loop()
            wait_s = max(0.0, self._told_s + self._limits.live_gap_s - loop.time())
            self._timer = loop.call_later(wait_s, self._tell_now)

    def join(self, reader: Reader) -> bool:
        """Look from now on, the present picture first; False where there is nothing to look at."""
        message = self._pictures.message(reader.topic)
        if message is None:
            return False
        self._readers.setdefault(reader.topic, set()).add(reader)
        reader.offer(message)
        return True

    def part(self, reader: Reader) -> None:
        readers = self._readers.get(reader.topic, set())
        readers.discard(reader)
        if not readers:
            self._readers.pop(reader.topic, None)

    def readers(self) -> list[Reader]:
        return [reader for readers in self._readers.values() for reader in readers]

    def refresh(self) -> None:
        """Tell everybody everything, new or not."""
        for topic in list(self._readers):
            self._publish(topic)

    def stop(self) -> None:
        """Ask all readers to come back soon: the hub restarts."""
        for timer in (self._timer, self._slow):
            if timer is not None:
                timer.cancel()
        for reader in self.readers():
            reader.leave(RESTART)

    def _tell_now(self) -> None:
        """The board first, since a whole hall looks at it; each further topic in a turn of the loop of its own."""
        loop = asyncio.get_running_loop()
        self._timer, self._told_s = None, loop.time()
        urgent, self._urgent = self._urgent, set()
        topics = sorted(self._readers, key=lambda topic: topic.kind != "board")
        for topic in topics:
            if topic.kind != "ticket" or topic.of in urgent:
                loop.call_soon(self._publish, topic)
        if self._slow is None and any(topic.kind == "ticket" for topic in topics):
            self._slow = loop.call_later(self._limits.ticket_gap_s, self._tell_tickets)

    def _tell_tickets(self) -> None:
        self._slow = None
        loop = asyncio.get_running_loop()
        for topic in self._readers:
            if topic.kind == "ticket":
                loop.call_soon(self._publish, topic)

    def _publish(self, topic: Topic) -> None:
        readers = self._readers.get(topic)
        if not readers:
            return
        message = self._pictures.message(topic)
        for reader in list(readers):
            if message is None:
                reader.leave(GONE)
            else:
                reader.offer(message)
