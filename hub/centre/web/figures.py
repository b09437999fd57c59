"""What the pages need of the store, asked for every 15 s and kept: today's hours, the usual ones, surges."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hub.centre.halls import HallNow, Halls
from hub.centre.hours import HallHour
from hub.centre.nearby import Minutes
from hub.centre.outlook import MOST_DAYS, HourOutlook, Wall, outlook
from hub.centre.surge import Advice, Surge, advice, seen, surge
from hub.centre.web.past import Past

HOURS_AHEAD = 4
FAR_EAST = "Asia/Shanghai"


@dataclass(slots=True)
class Known:
    """``today``: hours of the hall's own business day; ``past``: of the same weekday before. ``base``: (hour, legs seen) of the first
    standing since ``today`` was asked for: what has come since then is in no hour yet, and in none twice."""

    day: str = ""
    today: list[HallHour] = field(default_factory=list)
    past: list[HallHour] = field(default_factory=list)
    base: tuple[int, int] | None = None


class Figures:
    """Of all halls of a centre. ``minutes``: the table of ways."""

    def __init__(self, halls: Halls, past: Past, minutes: Minutes) -> None:
        self.halls, self.minutes = halls, minutes
        self._past = past
        self._known: dict[str, Known] = {}

    async def refresh(self) -> None:
        """Ask the store for what has changed; days of the past are asked for when a hall's day begins."""
        of_day: dict[str, list[str]] = {}
        for each in self.halls.all():
            of_day.setdefault(self.wall(each).day, []).append(each.hall)
        for day, halls in of_day.items():
            new = [hall for hall in halls if self._known.get(hall, Known()).day != day]
            before = await self._before(new, day) if new else []
            today = await self._past.hours(halls, day, day)
            for hall in halls:
                past = [each for each in before if each.hall == hall] if hall in new else self._known[hall].past
                self._known[hall] = Known(day, [each for each in today if each.hall == hall], past)

    async def _before(self, halls: list[str], day: str) -> list[HallHour]:
        """The same weekday of the last weeks."""
        found: list[HallHour] = []
        for week in range(1, MOST_DAYS + 1):
            then = (date.fromisoformat(day) - timedelta(weeks=week)).isoformat()
            found += await self._past.hours(halls, then, then)
        return found

    def wall(self, hall: HallNow) -> Wall:
        """What the clock on the hall's wall says now, if it is right."""
        now = datetime.fromtimestamp(self.halls.wall_ms() / 1000, UTC).astimezone(zone(hall))
        day = hall.standing.day if hall.standing and hall.standing.day else now.date().isoformat()
        return Wall(day if is_date(day) else now.date().isoformat(), now.hour, now.minute)

    def today(self, hall: str) -> list[HallHour]:
        """The hall's hours of its business day."""
        return self._known.get(hall, Known()).today

    def next_hours(self, hall: HallNow) -> list[HourOutlook]:
        """This hour and the next ones, up to closing time."""
        wall = self.wall(hall)
        closes = hall.card.closes if hall.card else ""
        end = min(int(closes[:2]) + (closes[3:] > "00"), 24) if is_time(closes) else 24
        hours = range(wall.hour, min(wall.hour + HOURS_AHEAD, end))
        return outlook(self._known.get(hall.hall, Known()).past, wall.day, hours)

    def heard(self, hall: HallNow) -> None:
        """A hall has changed, perhaps by a standing."""
        known = self._known.get(hall.hall)
        if known is not None and known.base is None and hall.standing is not None:
            known.base = (self.wall(hall).hour, seen(hall))

    def surge(self, hall: HallNow) -> Surge | None:
        """Is it overrun? The store is not asked: what it told a while ago and the hall's standing are enough."""
        known, wall = self._known.get(hall.hall, Known()), self.wall(hall)
        more = max(seen(hall) - known.base[1], 0) if known.base and known.base[0] == wall.hour else 0
        return surge(hall, known.today, known.past, self.halls.wall_ms(), wall, more)

    def advice(self, hall: HallNow) -> Advice | None:
        """What to do where the hall is overrun; None where it is not."""
        found = self.surge(hall)
        return advice(found, hall, self.halls.all(), self.halls.wall_ms(), self.minutes) if found else None

    def advices(self, halls: Iterable[HallNow]) -> dict[str, Advice]:
        """Hall -> advice, of those that are overrun."""
        return {each.hall: found for each in halls if (found := self.advice(each))}


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


def is_time(text: str) -> bool:
    return len(text) == 5 and text[2] == ":" and text[:2].isdigit() and text[3:].isdigit()
