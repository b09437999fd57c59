"""What an uplink sends: the port, and the hall's own journal behind it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

import msgspec

from hub.core.dispatch import as_plain
from hub.core.events import Recorded
from hub.core.hall import Hall
from hub.core.standing import Standing, standing
from hub.core.trail import Trail, dispatch
from hub.own_thread import OwnThread
from hub.uplink.shapes import Piece

CATCH_UP = 500
"""Events read at a time while the trail of a day is made again."""


class Source(Protocol):
    """One hall's events and its standing, from wherever they are kept."""

    @property
    def hall(self) -> str: ...

    @property
    def epoch(self) -> int: ...

    def last_seq(self) -> int:
        """Number of the last event."""
        ...

    async def after(self, seq: int, limit: int) -> list[Piece]:
        """Up to ``limit`` events behind that number, in order."""
        ...

    async def hash_at(self, seq: int) -> str:
        """Hash (hex) of an event, "" where there is none."""
        ...

    async def standing(self) -> Standing | None:
        """How the hall stands now; None where nobody knows."""
        ...


class Rows(Protocol):
    """The journal on a connection of its own: every call is made in one and the same thread."""

    def hashed(self, seq: int, limit: int) -> list[tuple[Recorded, bytes]]:
        """Events behind a number with their hashes."""
        ...

    def hash_at(self, seq: int) -> bytes | None: ...

    def day_begin(self, seq: int) -> int:
        """Number of the first event of the business day that event ``seq`` belongs to; 1 where there is none."""
        ...

    def close(self) -> None: ...


SILENT = frozenset({"lost", "never_seen"})
"""States of a device that was in use and is not heard."""


def alarms_of(devices: Iterable[Mapping[str, Any]], problems: int, *, failing: bool, fenced: bool) -> dict[str, int]:
    """What a centre hears of, beside what ``standing`` finds in the hall. ``devices``: as their picture has them; ``problems``: of
    the voice; ``failing``: the disk; ``fenced``: another hub runs in the hall's name. Paper and keys that stick are the hall's own."""
    silent = sum(each["state"] in SILENT for each in devices)
    found = {"disk": int(failing), "device": silent, "sound": problems, "fenced": int(fenced)}
    return {code: count for code, count in found.items() if count}


class HallSource:
    """The hub's own hall. Reads happen in a thread beside the hall, a few events at a time; nothing waits for them."""

    def __init__(
        self, rows: Callable[[], Rows], record: Callable[[], Hall], now_ms: Callable[[], int],
        alarms: Callable[[], dict[str, int]], clock_ok: Callable[[], bool],
    ) -> None:  # fmt: skip
        self._open, self._record, self._now_ms, self._alarms, self._clock_ok = rows, record, now_ms, alarms, clock_ok
        self._beside = OwnThread("uplink")
        self._rows: Rows | None = None
        self._trail: Trail | None = None
        self._at = 0

    @property
    def hall(self) -> str:
        return self._record().setup.hall

    @property
    def epoch(self) -> int:
        return self._record().epoch

    def last_seq(self) -> int:
        return self._record().seq

    async def after(self, seq: int, limit: int) -> list[Piece]:
        setup = self._record().setup
        return await self._beside(lambda: self._read(seq, limit, lambda: Trail(setup)))

    async def hash_at(self, seq: int) -> str:
        found = await self._beside(lambda: self._journal().hash_at(seq))
        return found.hex() if found else ""

    async def standing(self) -> Standing | None:
        seq, head = 0, ""
        while seq != self._record().seq:  # a press may have come while the thread was reading
            seq = self._record().seq
            head = await self.hash_at(seq)
        return (
            standing(self._record(), self._now_ms(), head, self._alarms(), clock_ok=self._clock_ok()) if head else None
        )

    def close(self) -> None:
        """Let go of the journal; what is being read is read to its end."""
        self._beside.thread.submit(self._close).result()
        self._beside.thread.shutdown()

    def _close(self) -> None:
        if self._rows is not None:
            self._rows.close()

    def _journal(self) -> Rows:
        if self._rows is None:
            self._rows = self._open()
        return self._rows

    def _read(self, seq: int, limit: int, fresh: Callable[[], Trail]) -> list[Piece]:
        if self._trail is None or self._at != seq:
            self._trail = fresh()
            self._at = self._journal().day_begin(seq) - 1 if seq else 0
            while self._at < seq and (rows := self._journal().hashed(self._at, min(CATCH_UP, seq - self._at))):
                self._follow(rows, self._trail)
        return self._follow(self._journal().hashed(seq, limit), self._trail)

    def _follow(self, rows: Sequence[tuple[Recorded, bytes]], trail: Trail) -> list[Piece]:
        told = [dispatch(trail, recorded, chain_hash) for recorded, chain_hash in rows]
        self._at = told[-1].seq if told else self._at
        return [Piece(each.seq, msgspec.json.encode(as_plain(each))) for each in told]
