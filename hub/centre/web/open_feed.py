"""The open feed: all halls, or some of them, as bytes that are made once and kept, packed as well, each with its ETag.

The ETag stands for what is told, and not for when each hall was last heard: a heartbeat that changed nothing leaves it as it was, a
hall that falls silent changes it. So it is a weak one, and ``Last-Modified`` tells when a hall was last heard.

Each hall's own bytes are kept until it changes, falls silent, or another hour begins. The feed of all halls is made at most once a
second, and where it is large as seldom as a fifth of the time allows; whoever asks meanwhile gets the last one.
"""

import asyncio
import gzip
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from hub.centre.halls import HallNow, Halls
from hub.centre.web.catalogue import Catalogue
from hub.centre.web.figures import Figures
from hub.centre.web.kept import Kept
from hub.centre.web.shown import hall_shown, hours_shown
from hub.core.catalogue import Text

FRESH_MS = 1000
"""The feed of all halls is made at most once a second, however many ask."""

REST = 4
"""Time between two of them, as a multiple of what the last one took."""

AT_ONCE = 1000
"""Halls in one turn of the loop, so that a press never waits for all of them."""

WORTH_IT = 1400
"""Bytes from which on they are packed: fewer are one packet as they are."""

LEVEL = 4


@dataclass(frozen=True, slots=True)
class Body:
    """``packed``: gzip, b"" where it is not worth it. Each has a tag of its own. ``heard_ms``: when a hall was last heard, or 0."""

    plain: bytes
    packed: bytes
    tag: str
    heard_ms: int

    @property
    def packed_tag(self) -> str:
        return f'{self.tag[:-1]}-gzip"'


@dataclass(frozen=True, slots=True)
class HallBytes:
    """One hall's, as it was last heard (``heard_ms``), and what else they were made of. ``usual``: its hours, packed.

    ``sense``: a digest of all that they tell but ``heard_ms`` of a hall that is heard.
    """

    heard_ms: int
    stale: bool
    hour: int
    usual: bytes
    made: bytes
    sense: bytes


class OpenFeed:
    """Of the halls of a centre, which it follows from now on. ``names``: the centre's."""

    def __init__(self, halls: Halls, figures: Figures, kept: Kept, names: Text) -> None:
        self._halls, self._figures, self._kept, self._names = halls, figures, kept, names
        self._bytes: dict[str, HallBytes] = {}
        self.catalogue = Catalogue()
        for each in halls.all():
            self.catalogue.follow(each)
        self.stop = halls.add_listener(self._follow)
        self._whole = Body(b"", b"", '""', 0)
        self._made_ms, self._rest_ms = -FRESH_MS, 0
        self._making = asyncio.Lock()

    def _follow(self, hall: HallNow) -> None:
        """A hall has changed: its bytes are old."""
        self._bytes.pop(hall.hall, None)
        self.catalogue.follow(hall)

    async def whole(self) -> Body:
        """All halls."""
        async with self._making:
            now_ms = self._halls.wall_ms()
            if not 0 <= now_ms - self._made_ms < max(FRESH_MS, self._rest_ms):
                loop = asyncio.get_running_loop()
                started_s = loop.time()
                pieces: list[HallBytes] = []
                halls = self._halls.all()
                for index in range(0, len(halls), AT_ONCE):
                    pieces += [self._of(each, now_ms) for each in halls[index : index + AT_ONCE]]
                    await asyncio.sleep(0)
                self._whole = await self._body(pieces, len(halls))
                self._made_ms, self._rest_ms = now_ms, round((loop.time() - started_s) * 1000 * REST)
            return self._whole

    async def some(self, halls: Iterable[HallNow], count: int) -> Body:
        """These halls, of ``count`` that fit."""
        now_ms, halls = self._halls.wall_ms(), list(halls)
        return await self._body([self._of(each, now_ms) for each in halls], count)

    async def _body(self, halls: list[HallBytes], count: int) -> Body:
        heard_ms = max((each.heard_ms for each in halls), default=0)
        rest: dict[str, Any] = {"items": self.catalogue.shown(), "count": count}
        head = msgspec.json.encode({"names": self._names, "heard_ms": heard_ms})
        tail = msgspec.json.encode(rest)[1:]
        made = b"".join((head[:-1], b',"halls":[', b",".join(each.made for each in halls), b"],", tail))
        sense = b"".join((msgspec.json.encode(self._names), *(each.sense for each in halls), tail))
        return await asyncio.to_thread(body_of, made, sense, heard_ms)

    def _of(self, hall: HallNow, now_ms: int) -> HallBytes:
        kept, wall, stale = self._bytes.get(hall.hall), self._figures.wall(hall), hall.stale(now_ms)
        usual = self._figures.of_day(hall.hall, wall)
        if kept is None or (kept.stale, kept.hour, kept.usual) != (stale, wall.hour, usual):
            shown, hours = hall_shown(hall, now_ms), hours_shown(self._figures.next_hours(hall))
            heard = b'"heard_ms":%d}' % shown.pop("heard_ms")
            told = msgspec.json.encode({**shown, "next_hours": hours})
            sense = hashlib.sha256(told + heard if stale else told).digest()
            kept = HallBytes(hall.received_ms, stale, wall.hour, usual, told[:-1] + b"," + heard, sense)
            if self._halls.get(hall.hall) is hall:
                self._bytes[hall.hall] = kept
        return kept


def body_of(made: bytes, sense: bytes, heard_ms: int) -> Body:
    """The bytes with all that goes with them; packing them always gives the same. ``sense``: what their tag stands for."""
    packed = gzip.compress(made, LEVEL, mtime=0) if len(made) >= WORTH_IT else b""
    return Body(made, packed, f'"{hashlib.sha256(sense).hexdigest()[:32]}"', heard_ms)
