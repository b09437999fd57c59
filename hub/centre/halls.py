"""Every hall as the centre knows it at this moment. Fed by the intake alone, read by pages; nothing here is stored."""

import bisect
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from hub.core.hall_card import HallCard
from hub.core.standing import Standing

STALE_MS = 30_000
"""A hall whose standing is older than three heartbeats is not heard."""

NOTHING: dict[str, int] = {}
"""Of most halls; nobody puts anything into it."""


@dataclass(frozen=True, slots=True)
class HallNow:
    """One hall. ``received_ms``: centre's wall clock at the last standing, 0 for never. ``epoch``: the highest heard.

    ``stored_seq``, ``head``: the last event that the store has, and its hash. ``rewritten``: the first number at which the
    hall's history is not what it was, 0 for never. ``fenced``: a hub of an older epoch was heard, and refused, since the
    present one started. ``clock_off_s``: how far its clock is from the centre's, 0 while that is under a day. ``refused``:
    messages that were not taken, by reason.
    """

    hall: str
    card: HallCard | None = None
    standing: Standing | None = None
    received_ms: int = 0
    epoch: int = 0
    stored_seq: int = 0
    rewritten: int = 0
    fenced: bool = False
    clock_off_s: int = 0
    refused: dict[str, int] = field(default_factory=lambda: NOTHING)
    head: str = ""

    def stale(self, now_ms: int) -> bool:
        """Has it not been heard for three heartbeats? ``now_ms``: centre's wall clock."""
        return now_ms - self.received_ms > STALE_MS

    @property
    def alarms(self) -> dict[str, int]:
        """What the hall says, and what the centre has noticed about it: code -> how many."""
        noticed = {
            "rewritten": int(self.rewritten > 0), "fenced": int(self.fenced), "clock": int(self.clock_off_s != 0),
            "refused": sum(self.refused.values()),
        }  # fmt: skip
        said = self.standing.alarms if self.standing else {}
        return {**said, **{code: count for code, count in noticed.items() if count}}

    @property
    def alarmed(self) -> bool:
        """Is there any of them?"""
        noticed = self.rewritten > 0 or self.fenced or self.clock_off_s != 0 or any(self.refused.values())
        return noticed or bool(self.standing and self.standing.alarms)


Listener = Callable[[HallNow], None]
"""Told after each change of a hall; must return at once."""


class Halls:
    """The halls of one centre, by id. ``wall_ms``: the centre's wall clock. ``store_failing_ms``: since when the store takes nothing,
    0 while it works; events wait in the stream and in the halls then."""

    def __init__(
        self, known: tuple[HallNow, ...] = (), wall_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000
    ) -> None:
        self._halls = {each.hall: each for each in known}
        self._order = sorted(self._halls)
        self._listeners: list[Listener] = []
        self.store_failing_ms = 0
        self._failing: set[str] = set()
        self.wall_ms = wall_ms

    def add_listener(self, listener: Listener) -> Callable[[], None]:
        """Tell this one of every change; the function that is returned ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def all(self) -> list[HallNow]:
        """Every hall that was heard of, by id."""
        return [self._halls[hall] for hall in self._order]

    def copied(self) -> dict[str, HallNow]:
        """Hall -> how it is now, whatever comes afterwards."""
        return self._halls.copy()

    def count(self) -> int:
        """How many they are."""
        return len(self._order)

    def get(self, hall: str) -> HallNow | None:
        """One hall, or None."""
        return self._halls.get(hall)

    def name_of(self, hall: str) -> str:
        """The same id, the one that is kept where the hall is known: of equal texts one is enough."""
        known = self._halls.get(hall)
        return hall if known is None else known.hall

    def change(self, hall: str, **changes: object) -> HallNow:
        """Set some fields of a hall, which may be new; listeners hear of it where something became different."""
        before = self._halls.get(hall)
        if before is not None and all(getattr(before, name) == value for name, value in changes.items()):
            return before
        now = self._halls[hall] = replace(before or HallNow(hall), **changes)  # type: ignore[arg-type]
        if before is None:
            bisect.insort(self._order, hall)
        for listener in list(self._listeners):
            listener(now)
        return now

    def store_works(self, part: str, works: bool) -> None:
        """The store has taken something of a part of the centre, or has failed to; it works when it does for all of them."""
        (self._failing.discard if works else self._failing.add)(part)
        self.store_failing_ms = (self.store_failing_ms or self.wall_ms()) if self._failing else 0

    def refuse(self, hall: str, reason: str) -> int:
        """Count a message that was not taken; how many of this reason there are now."""
        before = self._halls.get(hall) or HallNow(hall)
        count = before.refused.get(reason, 0) + 1
        self.change(hall, refused={**before.refused, reason: count})
        return count
