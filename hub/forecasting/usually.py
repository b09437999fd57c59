"""The lessons at a moment of the hall: who will come in the next hours, and how long services take then."""

from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

from hub.core.hall import Hall
from hub.forecasting.lessons import HOURS, WEEK, Lessons, cell_of, minute_of

AHEAD_HOURS = 6
"""No wait is longer than the hours that are looked ahead."""

PRIOR_ARRIVALS = 15.0
"""How many arrivals it takes until today's level is believed as much as that of other days."""

PRIOR_SERVICES = 200.0
"""Services that the weeks' mean of an item is worth at most beside the hall's last fifty."""

RARE_A_SECOND = 0.25 / 3600
"""Who comes less often than every four hours is not made to come."""

Kind = tuple[tuple[str, ...], str]
"""Items and priority class."""


class Usually:
    """What is usual at this moment. Everything is 1, or today's own, while the lessons are few."""

    def __init__(self, hall: Hall, now_ms: int, lessons: Lessons) -> None:
        self._hall, self._lessons = hall, lessons
        zone = ZoneInfo(hall.setup.timezone)
        self._cell = cell_of(now_ms, zone)
        self._left_s = 3600.0 - minute_of(now_ms, zone) % 60 * 60 - now_ms / 1000 % 60

    @property
    def hour(self) -> int:
        """Of the day, on the wall of the hall."""
        return self._cell % HOURS

    def item_s(self, code: str) -> float:
        """Mean service of an item now: of the last weeks and this hour, and of the hall's last ones."""
        pace, lessons = self._hall.pace, self._lessons
        usual = lessons.usual.get(code)
        if usual is None or not lessons.trust:
            return pace.item_s(self._hall.setup, code)
        prior = min(usual.services, PRIOR_SERVICES)
        live = pace.services.get(code)
        weight, value = (live.weight, live.value) if live else (0.0, 0.0)
        return (prior * usual.mean_s * self.slowness(0) + weight * value) / (prior + weight)

    def slowness(self, hours: int) -> float:
        """Of the services that many hours from now."""
        return self._lessons.slowness[(self._cell + hours) % WEEK] if self._lessons.slowness else 1.0

    def paces(self) -> tuple[tuple[float, float], ...]:
        """(seconds from now, services then over those of now) at the beginning of each coming hour that differs."""
        if not self._lessons.trust:
            return ()
        now = self.slowness(0)
        told = [(self.starts_s(hours), round(self.slowness(hours) / now, 4)) for hours in range(1, AHEAD_HOURS)]
        return tuple(told) if any(factor != 1.0 for _, factor in told) else ()

    def starts_s(self, hours: int) -> float:
        """Seconds until the beginning of that hour; 0 of the present one."""
        return self._left_s + 3600.0 * (hours - 1) if hours else 0.0

    def rates(self, recent: Mapping[Kind, int], span_s: float) -> Iterator[tuple[Kind, list[float]]]:
        """For each kind its arrivals a second in this hour and each of the next: as today, as on other days, as far as each is known.

        ``recent``: how many came in the last ``span_s`` seconds.
        """
        trust = self._lessons.trust
        usual = dict(self._usual(sum(recent.values()), span_s)) if trust else {}
        for kind in [*recent, *(kind for kind in usual if kind not in recent)]:
            today = recent.get(kind, 0) / span_s
            if kind not in recent and usual[kind][0] < RARE_A_SECOND:
                continue
            if not trust:
                yield kind, [today]
                continue
            then = usual.get(kind, [0.0] * AHEAD_HOURS)
            yield kind, [trust * each + (1 - trust) * today for each in then]

    def _usual(self, count: int, span_s: float) -> Iterator[tuple[Kind, list[float]]]:
        """By kind the arrivals a second of the coming hours, at today's level."""
        lessons = self._lessons
        level = (count + PRIOR_ARRIVALS) / (self._expected(span_s) + PRIOR_ARRIVALS)
        for coming in lessons.coming:
            yield (coming.items, coming.priority), [
                level * lessons.arrivals[(self._cell + hours) % WEEK] / 3600
                * coming.shares[(self._cell + hours) % HOURS]
                for hours in range(AHEAD_HOURS)
            ]  # fmt: skip

    def _expected(self, span_s: float) -> float:
        """Arrivals of the last seconds on other days; at most an hour and what has gone of this one."""
        gone_s = 3600.0 - self._left_s
        here_s = min(gone_s, span_s)
        before_s = min(span_s - here_s, 3600.0)
        arrivals = self._lessons.arrivals
        return (arrivals[self._cell] * here_s + arrivals[(self._cell - 1) % WEEK] * before_s) / 3600
