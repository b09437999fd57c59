"""What the pages need of the store, asked for every 15 s and kept: today's hours, the usual ones, surges.

Days of the past are kept as what they tell of each hour, not as their rows: of many halls those would be millions.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hub.centre.around import Around
from hub.centre.closing import is_time
from hub.centre.halls import HallNow, Halls
from hub.centre.hours import HallHour, added
from hub.centre.outlook import MOST_DAYS, HourOutlook, Wall, hour_outlook
from hub.centre.surge import Advice, Surge, judged, seen
from hub.centre.web.past import Past

HOURS_AHEAD = 4
HOURS = 24
FAR_EAST = "Asia/Shanghai"
MINUTE_MS = 60_000

MANY_HALLS = 500
"""From here on a day is asked for as a whole: naming each hall costs more than what is left out."""

AT_ONCE = 2_000
"""Halls whose hours are taken over in one turn of the loop."""

NO_HOURS: tuple[HallHour, ...] = ()


@dataclass(slots=True)
class Known:
    """``today``: hours of the hall's own business day, ``sum`` of them, ``visits`` by hour. ``usual``: what the same weekday before
    tells of an hour. ``base``: (hour, legs seen) of the first standing since ``today`` was asked for: what has come since then is in
    no hour yet, and in none twice."""

    day: str = ""
    today: Sequence[HallHour] = NO_HOURS
    usual: dict[int, HourOutlook] = field(default_factory=dict)
    base: tuple[int, int] | None = None
    visits: dict[int, int] = field(init=False)
    sum: HallHour = field(init=False)

    def __post_init__(self) -> None:
        self.visits = {}
        for each in self.today:
            self.visits[each.hour] = self.visits.get(each.hour, 0) + each.visits
        self.sum = added(self.today)


NOTHING = Known()


class Figures:
    """Of all halls of a centre. ``around``: who is near whom."""

    def __init__(self, halls: Halls, past: Past, around: Around) -> None:
        self.halls, self.around = halls, around
        self._past = past
        self._known: dict[str, Known] = {}
        self._minute = -1
        self._walls: dict[tuple[str, str], Wall] = {}
        self.told: Callable[[str, bool], None] = lambda hall, same: None
        """Called with a hall whose hours were asked for, and whether they are what they were."""

    async def refresh(self) -> None:
        """Ask the store for what has changed; days of the past are asked for when a hall's day begins."""
        of_day: dict[str, list[str]] = {}
        for each in self.halls.all():
            of_day.setdefault(self.wall(each).day, []).append(each.hall)
        for day, halls in of_day.items():
            new = [hall for hall in halls if self.known(hall).day != day]
            usual = await self._usual(new, day) if new else {}
            today = await self._of(halls, day)
            for index, hall in enumerate(halls):
                if index % AT_ONCE == AT_ONCE - 1:
                    await asyncio.sleep(0)
                self._take(hall, day, today.get(hall, NO_HOURS), usual.get(hall, {}))

    def _take(self, hall: str, day: str, today: Sequence[HallHour], usual: dict[int, HourOutlook]) -> None:
        before = self.known(hall)
        if before.day == day and before.today == today:  # nothing to add up again
            before.base = None
            self.told(hall, True)
            return
        self._known[hall] = Known(day, today, before.usual if before.day == day else usual)
        self.told(hall, False)

    async def _of(self, halls: list[str], day: str) -> dict[str, list[HallHour]]:
        """Hall -> its hours of a day."""
        found: dict[str, list[HallHour]] = {}
        for each in await self._past.hours(halls if len(halls) <= MANY_HALLS else None, day, day):
            found.setdefault(each.hall, []).append(each)
        return found

    async def _usual(self, halls: list[str], day: str) -> dict[str, dict[int, HourOutlook]]:
        """Hall -> hour -> what the same weekday of the last weeks tells."""
        found: dict[str, dict[int, list[HallHour]]] = {hall: {} for hall in halls}
        for week in range(1, MOST_DAYS + 1):
            then = (date.fromisoformat(day) - timedelta(weeks=week)).isoformat()
            for hall, hours in (await self._of(halls, then)).items():
                of_hall = found.get(hall)
                if of_hall is not None:
                    for each in hours:
                        of_hall.setdefault(each.hour, []).append(each)
        usual: dict[str, dict[int, HourOutlook]] = {}
        for index, (hall, by_hour) in enumerate(found.items()):
            if index % AT_ONCE == AT_ONCE - 1:
                await asyncio.sleep(0)
            usual[hall] = {hour: hour_outlook(hours, day, hour) for hour, hours in by_hour.items()}
        return usual

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
        return list(self.known(hall).today)

    def usual(self, hall: str, wall: Wall, hour: int) -> HourOutlook:
        """What an hour of the hall's day is usually like."""
        known = self.known(hall)
        found = known.usual.get(hour) if known.day == wall.day else None
        return found or unknown(hour)

    def next_hours(self, hall: HallNow) -> list[HourOutlook]:
        """This hour and the next ones, up to closing time."""
        wall = self.wall(hall)
        closes = hall.card.closes if hall.card else ""
        end = min(int(closes[:2]) + (closes[3:] > "00"), HOURS) if is_time(closes) else HOURS
        return [self.usual(hall.hall, wall, hour) for hour in range(wall.hour, min(wall.hour + HOURS_AHEAD, end))]

    def heard(self, hall: HallNow) -> None:
        """A hall has changed, perhaps by a standing."""
        known = self._known.get(hall.hall)
        if known is not None and known.base is None and hall.standing is not None:
            known.base = (self.wall(hall).hour, seen(hall))

    def arrived(self, hall: HallNow, wall: Wall) -> int:
        """Citizens of this hour: as the store told it, and who has come since."""
        known = self.known(hall.hall)
        more = max(seen(hall) - known.base[1], 0) if known.base and known.base[0] == wall.hour else 0
        return known.visits.get(wall.hour, 0) + more

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
