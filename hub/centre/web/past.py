"""What the store remembers, as pages ask for it."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from hub.centre.hours import SUMS, HallHour, added
from hub.centre.store import HourTotal

Totals = Callable[[Sequence[str] | None, str, str], list[HourTotal]]
"""The store's read: halls (None: all), from an ISO date to another. Blocks."""


class Past(Protocol):
    """Hours of past and present days; keeps no loop from working."""

    async def hours(self, halls: Sequence[str] | None, first: str, last: str) -> list[HallHour]:
        """Those of the halls (None: of all) on the business days from one ISO date to another, both included."""


class StoredPast:
    """What the centre's store holds, read in a thread."""

    def __init__(self, totals: Totals) -> None:
        self._totals = totals

    async def hours(self, halls: Sequence[str] | None, first: str, last: str) -> list[HallHour]:
        return await asyncio.to_thread(lambda: [as_hour(row) for row in self._totals(halls, first, last)])


def as_hour(row: HourTotal) -> HallHour:
    """A row of the store as the pages add it up."""
    sums = {name: max(row.counts[name], 0) for name in SUMS}
    ratings = {score: count for score in range(1, 6) if (count := row.counts[f"score_{score}"]) > 0}
    return HallHour(row.hall, row.day, row.hour, **sums, ratings=ratings)


def by(hours: Iterable[HallHour], *names: str) -> list[HallHour]:
    """Added up by these of hall, day, hour, month; in their order. A month stands in ``day``."""
    groups: dict[tuple[str | int, ...], list[HallHour]] = {}
    for each in hours:
        groups.setdefault(tuple(part(each, name) for name in names), []).append(each)
    return [named(added(groups[key]), names, key) for key in sorted(groups)]


def part(hour: HallHour, name: str) -> str | int:
    values: dict[str, str | int] = {"hall": hour.hall, "day": hour.day, "hour": hour.hour, "month": hour.day[:7]}
    return values[name]


def named(total: HallHour, names: Sequence[str], key: Sequence[str | int]) -> HallHour:
    """The sum under its own name."""
    found = dict(zip(names, key, strict=True))
    day = found.get("day", found.get("month", ""))
    return replace(total, hall=str(found.get("hall", "")), day=str(day), hour=int(found.get("hour", 0)))
