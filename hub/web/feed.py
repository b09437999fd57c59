"""The live feed: whole newest pictures to everybody who looks, and nobody waits for anybody.

Theory of operation. After each commit the hall tells the feed, which only notes that something is new. The first
picture goes out at once; within a burst one more follows every ``live_gap_s``, or later where pictures are dear:
making them may take a fifth of the hub's time, never more. The board has a pace of its own, since a whole hall looks
at it. A picture is encoded once for all who look at the same thing. Each reader has room for one message: a newer one
takes the place of one not yet written, so a slow reader costs one picture of memory and no time of others; one that
cannot take a message in ``write_timeout_s`` is dropped and comes back for the whole state. Citizens' own pictures
change little while others move ahead, so a ticket is told at once when something happened to it, else every
``ticket_gap_s``. Everything is told again every ``refresh_s``, so that readers know how old their picture is.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol

from hub.core.events import Recorded
from hub.web.limits import Limits
from hub.web.metrics import WebMetrics
from hub.web.pictures import Topic

RESTART, GONE, SIGNED_OUT = 1012, 4404, 4401
"""WebSocket close codes (RFC 6455, 7.4): service restart; ours: nothing to look at any more, session over."""


REST = 4
"""Time between two rounds of pictures, as a multiple of what the last round took."""


class Sink(Protocol):
    """Where a reader's messages go."""

    async def send(self, message: bytes) -> None:
        """Write; returns when there is room for more."""

    async def close(self, code: int) -> None:
        """Say goodbye."""

    def abort(self) -> None:
        """Cut the connection without waiting for the other side."""
        ...


class Showing(Protocol):
    """Where pictures come from."""

    def message(self, topic: Topic) -> bytes | None:
        """The newest picture as a live message; None where there is nothing to look at."""


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


class Pace:
    """When the next round of some pictures is due: the first at once, then not too often."""

    def __init__(self, gap_s: float, tell: Callable[[], None]) -> None:
        self._gap_s, self._tell = gap_s, tell
        self._timer: asyncio.TimerHandle | None = None
        self._told_s = float("-inf")
        self._cost_s = 0.0

    def wake(self) -> None:
        """Something is new."""
        if self._timer is None:
            loop = asyncio.get_running_loop()
            due_s = self._told_s + max(self._gap_s, REST * self._cost_s)
            self._timer = loop.call_later(max(0.0, due_s - loop.time()), self._go)

    def spent(self, seconds: float) -> None:
        """A picture of the present round took this long to make."""
        self._cost_s += seconds

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _go(self) -> None:
        self._timer, self._cost_s = None, 0.0
        self._told_s = asyncio.get_running_loop().time()
        self._tell()


class Feed:
    """An outlet of the service: ``tell`` returns at once."""

    def __init__(self, pictures: Showing, limits: Limits, metrics: WebMetrics) -> None:
        self._pictures = pictures
        self._readers: dict[Topic, set[Reader]] = {}
        self._urgent: set[str] = set()
        self._board = Pace(limits.live_gap_s, lambda: self._round(lambda topic: topic.kind == "board"))
        self._details = Pace(limits.live_gap_s, self._tell_details)
        self._tickets = Pace(limits.ticket_gap_s, lambda: self._round(lambda topic: topic.kind == "ticket"))
        metrics.readers.set_function(self.count)

    def count(self) -> int:
        """Readers now."""
        return sum(map(len, self._readers.values()))

    def tell(self, hall: object, recorded: Sequence[Recorded]) -> None:
        """Something is new. Only notes what and when to tell it."""
        for each in recorded:
            event = each.event
            leg = getattr(event, "leg", "")
            self._urgent.add(leg.rpartition(".")[0] if leg else getattr(event, "ticket", ""))
        for pace in (self._board, self._details, self._tickets):
            pace.wake()

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
        for pace in (self._board, self._details, self._tickets):
            pace.stop()
        for reader in self.readers():
            reader.leave(RESTART)

    def _tell_details(self) -> None:
        """Desks, the supervisor, and those citizens to whom something has happened."""
        urgent, self._urgent = self._urgent, set()
        self._round(lambda topic: topic.of in urgent if topic.kind == "ticket" else topic.kind != "board")

    def _round(self, due: Callable[[Topic], bool]) -> None:
        """Each topic in a turn of the loop of its own, so that a press never waits for all of them."""
        loop = asyncio.get_running_loop()
        for topic in filter(due, self._readers):
            loop.call_soon(self._publish, topic)

    def _pace_of(self, topic: Topic) -> Pace:
        return {"board": self._board, "ticket": self._tickets}.get(topic.kind, self._details)

    def _publish(self, topic: Topic) -> None:
        readers = self._readers.get(topic)
        if not readers:
            return
        loop = asyncio.get_running_loop()
        started_s = loop.time()
        message = self._pictures.message(topic)
        self._pace_of(topic).spent(loop.time() - started_s)
        for reader in list(readers):
            if message is None:
                reader.leave(GONE)
            else:
                reader.offer(message)
