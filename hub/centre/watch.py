"""What has happened to halls since the last look, in the words of the webhooks. Pure but for what it remembers."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from hub.centre.halls import HallNow
from hub.centre.surge import Surge

CALM_MS = 60_000
"""A surge is over once it has not been one for so long: a hall at the edge is told of once."""

Happening = tuple[str, str, dict[str, Any]]
"""(event, hall, detail)."""


class Watch:
    """Remembers which halls were stale, surging or rewritten, and tells each change once."""

    def __init__(self) -> None:
        self._stale: set[str] = set()
        self._surging: dict[str, int] = {}
        self._rewritten: dict[str, int] = {}

    def remember(self, noticed: Mapping[tuple[str, str], str]) -> None:
        """What an earlier run has told: (hall, stale | surge | rewritten) -> its mark."""
        self._stale = {hall for hall, what in noticed if what == "stale"}
        self._surging = {hall: 0 for hall, what in noticed if what == "surge"}
        self._rewritten = {
            hall: int(mark) for (hall, what), mark in noticed.items() if what == "rewritten" and mark.isdigit()
        }

    def surging(self, hall: str) -> bool:
        """Was its surge told, and is not over yet?"""
        return hall in self._surging

    def look(self, halls: Iterable[HallNow], surges: Mapping[str, Surge], now_ms: int) -> list[Happening]:
        """What is new. ``surges``: hall -> its surge now. A hall that was never heard is not stale, it has not begun."""
        found: list[Happening] = []
        for each in halls:
            if each.received_ms:
                found += self._heard(each, now_ms)
            if each.rewritten and self._rewritten.get(each.hall) != each.rewritten:
                self._rewritten[each.hall] = each.rewritten
                found.append(("rewritten", each.hall, {"seq": each.rewritten}))
        found += [("surge", hall, asdict(surges[hall])) for hall in sorted(surges) if hall not in self._surging]
        self._surging |= dict.fromkeys(surges, now_ms)
        over = sorted(hall for hall, seen_ms in self._surging.items() if now_ms - seen_ms > CALM_MS)
        for hall in over:
            del self._surging[hall]
        found += [("surge_over", hall, {}) for hall in over]
        return found

    def _heard(self, hall: HallNow, now_ms: int) -> list[Happening]:
        stale = hall.stale(now_ms)
        if stale == (hall.hall in self._stale):
            return []
        (self._stale.add if stale else self._stale.discard)(hall.hall)
        return [("hall_stale" if stale else "hall_back", hall.hall, {"received_ms": hall.received_ms})]
