"""What the store remembers, as pages ask for it."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from hub.centre.hour_rows import day_rows, usual_rows
from hub.centre.hours import SUMS, HallHour, added
from hub.centre.outlook import MOST_DAYS, added_up, hour_outlook
from hub.centre.store import HourTotal, Store
from hub.centre.web.packed import Row, pack_rows, pack_usual, row_of


class Past(ABC):
    """Hours of past and present days; keeps no loop from working."""

    @abstractmethod
    async def hours(self, halls: Sequence[str] | None, first: str, last: str) -> list[HallHour]:
        """Those of the halls (None: of all) on the business days from one ISO date to another, both included."""

    async def today(self, halls: Sequence[str] | None, day: str) -> dict[str, bytes]:
        """Hall -> its hours of a day, as ``packed.pack_rows`` has them."""
        rows: dict[str, list[Row]] = {}
        for each in await self.hours(halls, day, day):
            rows.setdefault(each.hall, []).append(row_of(each))
        return {hall: pack_rows(found) for hall, found in rows.items()}

    async def usual(self, halls: Sequence[str] | None, day: str) -> dict[str, bytes]:
        """Hall -> what the same weekday of the last weeks tells of each hour, as ``packed.pack_usual`` has it."""
        found: dict[str, dict[int, list[HallHour]]] = {}
        for then in weekdays_before(day):
            for each in await self.hours(halls, then, then):
                found.setdefault(each.hall, {}).setdefault(each.hour, []).append(each)
        return {
            hall: pack_usual(hour_outlook(hours, day, hour) for hour, hours in by_hour.items())
            for hall, by_hour in found.items()
        }


class StoredPast(Past):
    """What the centre's store holds, read in a thread."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def hours(self, halls: Sequence[str] | None, first: str, last: str) -> list[HallHour]:
        return await asyncio.to_thread(lambda: [as_hour(row) for row in self._store.totals(halls, first, last)])

    async def today(self, halls: Sequence[str] | None, day: str) -> dict[str, bytes]:
        return await asyncio.to_thread(
            lambda: {hall: pack_rows(rows) for hall, rows in day_rows(self._store.engine, halls, day)}
        )

    async def usual(self, halls: Sequence[str] | None, day: str) -> dict[str, bytes]:
        days = weekdays_before(day)
        return await asyncio.to_thread(
            lambda: {
                hall: pack_usual(added_up(row.hour, row.days, row.low_s, row.high_s, row.visits) for row in rows)
                for hall, rows in usual_rows(self._store.engine, halls, days)
            }
        )


def weekdays_before(day: str) -> list[str]:
    """The same weekday of the last weeks, the newest first. A hall may say what day it likes: none is before the calendar's first."""
    ordinal = date.fromisoformat(day).toordinal()
    weeks = [ordinal - 7 * week for week in range(1, MOST_DAYS + 1)]
    return [date.fromordinal(each).isoformat() for each in weeks if each >= 1]


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
