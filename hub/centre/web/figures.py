"""What the pages need of the store, asked for every 15 s and kept: today's hours, the usual ones, surges.

Days of the past are kept as what they tell of each hour, not as their rows: of many halls those would be millions.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hub.centre.around import Around
from hub.centre.closing import is_time
from hub.centre.halls import HallNow, Halls
from hub.centre.hours import HallHour
from hub.centre.outlook import HourOutlook, Wall
from hub.centre.surge import Advice, Surge, judged, seen
from hub.centre.web.packed import hours_of, rows_of, usual_at, visits_at
from hub.centre.web.past import Past

HOURS_AHEAD = 4
HOURS = 24
FAR_EAST = "Asia/Shanghai"
MINUTE_MS = 60_000

MANY_HALLS = 500
"""From here on a day is asked for as a whole: naming each hall costs more than what is left out."""

AT_ONCE = 2_000
"""Halls whose hours are taken over in one turn of the loop."""

Sums = tuple[int, int, int, int, int]
NO_SUMS: Sums = (0, 0, 0, 0, 0)
NO_BASE = (-1, 0)

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Known:
    """``today``: hours of the hall's own business day, ``usual``: what the same weekday before tells of its hours; both packed.
    ``sums``: visits, served, wait in seconds, on the spot and over 15 minutes, of ``today``."""

    day: str = ""
    today: bytes = b""
    usual: bytes = b""
    sums: Sums = NO_SUMS


NOTHING = Known()


class Figures:
    """Of all halls of a centre. ``around``: who is near whom."""

    def __init__(self, halls: Halls, past: Past, around: Around) -> None:
        self.halls, self.around = halls, around
        self._past = past
        self._known: dict[str, Known] = {}
        self._base: dict[str, tuple[int, int]] = {}
        """Hall -> (hour, legs seen) of the first standing since its ``today`` was asked for: what has come since then is in no hour
        yet, and in none twice."""

        self._minute = -1
        self._walls: dict[tuple[str, str], Wall] = {}
        self.told: Callable[[str, bool], None] = lambda hall, same: None
        """Called with a hall whose hours were asked for, and whether they are what they were."""

    async def refresh(self) -> None:
        """Ask the store for what has changed; days of the past are asked for when a hall's day begins."""
        of_day: dict[str, list[str]] = {}
        for some in slices(self.halls.all()):
            for each in some:
                of_day.setdefault(self.wall(each).day, []).append(each.hall)
            await asyncio.sleep(0)
        for day, halls in of_day.items():
            new = [hall for hall in halls if self.known(hall).day != day]
            usual = await self._past.usual(named(new), day) if new else {}
            today = await self._past.today(named(halls), day)
            empty = Known(day)
            for names in slices(halls):
                for hall in names:
                    self._take(hall, today.get(hall, b""), usual.get(hall, b""), empty)
                await asyncio.sleep(0)

    def _take(self, hall: str, today: bytes, usual: bytes, empty: Known) -> None:
        """``empty``: what is known of a hall of this day of which the store tells nothing."""
        before = self.known(hall)
        self._base.pop(hall, None)
        same = before.day == empty.day and before.today == today  # nothing to add up again
        if not same:
            usual = before.usual if before.day == empty.day else usual
            self._known[hall] = Known(empty.day, today, usual, sums_of(today)) if today or usual else empty
        self.told(hall, same)

    def known(self, hall: str) -> Known:
        """What the store has told of a hall."""
        return self._known.get(hall, NOTHING)

    def wall(self, hall: HallNow) -> Wall:
        """What the clock on the hall's wall says now, if it is right."""
        minute = self.halls.wall_ms() // MINUTE_MS
        if minute != self._minute:
            self._minute, self._walls = minute, {}
        key = (hall.card.timezone if hall.card else FAR_EAST, hall.standing.day if hall.standing else "")
        found = self._walls.get(key)
        if found is None:
            now = datetime.fromtimestamp(minute * MINUTE_MS / 1000, UTC).astimezone(zone(hall))
            day = key[1] if is_date(key[1]) else now.date().isoformat()
            found = self._walls[key] = Wall(day, now.hour, now.minute)
        return found

    def today(self, hall: str) -> list[HallHour]:
        """The hall's hours of its business day."""
        known = self.known(hall)
        return hours_of(known.today, hall, known.day)

    def usual(self, hall: str, wall: Wall, hour: int) -> HourOutlook:
        """What an hour of the hall's day is usually like."""
        return usual_at(self.of_day(hall, wall), hour) or unknown(hour)

    def of_day(self, hall: str, wall: Wall) -> bytes:
        """What the same weekday before tells of the hours of this day, packed."""
        known = self.known(hall)
        return known.usual if known.day == wall.day else b""

    def next_hours(self, hall: HallNow) -> list[HourOutlook]:
        """This hour and the next ones, up to closing time."""
        wall = self.wall(hall)
        closes = hall.card.closes if hall.card else ""
        end = min(int(closes[:2]) + (closes[3:] > "00"), HOURS) if is_time(closes) else HOURS
        return [self.usual(hall.hall, wall, hour) for hour in range(wall.hour, min(wall.hour + HOURS_AHEAD, end))]

    def heard(self, hall: HallNow) -> None:
        """A hall has changed, perhaps by a standing."""
        if hall.hall not in self._base and hall.standing is not None and hall.hall in self._known:
            self._base[hall.hall] = (self.wall(hall).hour, seen(hall))

    def arrived(self, hall: HallNow, wall: Wall) -> int:
        """Citizens of this hour: as the store told it, and who has come since."""
        hour, legs = self._base.get(hall.hall, NO_BASE)
        more = max(seen(hall) - legs, 0) if hour == wall.hour else 0
        return visits_at(self.known(hall.hall).today, wall.hour) + more

    def overrun(self, hall: HallNow, wall: Wall) -> tuple[Surge | None, int]:
        """The surge, and the citizens of this hour: the store is not asked, what it told a while ago and the standing are enough."""
        usual, arrived = self.usual(hall.hall, wall, wall.hour), self.arrived(hall, wall)
        return judged(hall, usual, arrived, self.halls.wall_ms(), wall.minute), arrived

    def surge(self, hall: HallNow) -> Surge | None:
        """Is it overrun?"""
        return self.overrun(hall, self.wall(hall))[0]

    def advice(self, hall: HallNow) -> Advice | None:
        """What to do where the hall is overrun; None where it is not."""
        found = self.surge(hall)
        return self.around.advice(found, hall, self.halls.wall_ms()) if found else None


def sums_of(today: bytes) -> Sums:
    """``Known.sums`` of packed hours."""
    visits = served = wait_s = on_the_spot = over_15 = 0
    for row in rows_of(today):
        visits, served, on_the_spot = visits + row[1], served + row[2], on_the_spot + row[3]
        wait_s, over_15 = wait_s + row[4], over_15 + row[5]
    return visits, served, wait_s, on_the_spot, over_15


def named(halls: list[str]) -> list[str] | None:
    """Those that the store is asked for; None: all."""
    return halls if len(halls) <= MANY_HALLS else None


def slices(each: Sequence[Value]) -> Iterator[Sequence[Value]]:
    """All of them, so many as one turn of the loop may have."""
    return (each[first : first + AT_ONCE] for first in range(0, len(each), AT_ONCE))


@lru_cache(HOURS)
def unknown(hour: int) -> HourOutlook:
    """An hour of which no day before tells."""
    return HourOutlook(hour, 0, None, None, None)


def zone(hall: HallNow) -> ZoneInfo:
    """The hall's time zone; a name that nobody knows is taken for China's."""
    try:
        return ZoneInfo(hall.card.timezone if hall.card else FAR_EAST)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(FAR_EAST)


def is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
