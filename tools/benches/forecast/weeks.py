"""``tools/bench forecast --weeks``: a simulated hall whose weeks have a pattern, with and without the night's lessons.

Mondays are full and Fridays are not, services are slower at noon, a few citizens have priority, and each day is busier or
calmer than its like by chance. The same days run under the core's own rules once for each way to forecast; who is called
when does not depend on what was promised, so that all ways are judged by the same waits. Lessons of a day are made of the
journals of the days before it.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hub.core import commands as c
from hub.core import events as e
from hub.core.catalogue import Assignment, HallSetup
from hub.core.events import Event, Recorded
from hub.core.hall import Hall
from hub.core.outlook import Outlooks
from hub.forecasting.correction import Correction, corrected, fit_correction, judge
from hub.forecasting.facts import DayFacts, facts_of
from hub.forecasting.learning import KEPT_DAYS, lessons_of
from hub.forecasting.lessons import NOTHING, Boost, Lessons
from hub.forecasting.montecarlo import outlooks
from hub.forecasting.scene import Scene, scene_of
from hub.planning.arrivals import Visit, drawn
from hub.planning.day import Running, Shift
from hub.planning.halls import demand_of_setup, example_hall
from tools.benches.forecast.hall import END_S, OPEN_S, REFRESH_S

FIRST_DAY = date(2020, 1, 6)
VISITS, WITHOUT_BREAKS, COUNTERS = 440, 480, 15
WEEKDAYS = (1.25, 1.05, 1.0, 0.9, 0.8)
"""Visits from Monday to Friday, of an average day's."""

SLOWNESS = (0.9, 0.92, 1.0, 1.12, 1.18, 1.1, 0.98, 0.9)
"""Services in each hour from 9 o'clock, of the mean."""

BREAKS = ((11.5, 12.5), (12.5, 13.5))
"""Hours of the two lunch breaks: each of a third of the counters, and no hub knows of them before."""

PRIORITY = 0.15
LEVEL = 0.08
"""How far a day is busier than its like (logarithm, one standard deviation)."""


WARM_UP = 20
"""Days that are lived through before the first that is judged: four weeks."""

WAYS = ("plain", "history", "range", "boosting")
"""Without lessons; with the week's pattern; and with the night's factors; and with the boosting where it wins."""


@dataclass(slots=True)
class Way:
    """One of ``WAYS``. ``used``: what each night decided of the boosting."""

    name: str
    hall: Hall | None = None
    days: list[DayFacts] = field(default_factory=list)
    boost: Boost = field(default_factory=Boost)
    correction: Correction | None = None
    used: list[str] = field(default_factory=list)

    def lessons(self) -> Lessons:
        """Those of the days so far."""
        if self.name == "boosting":
            self.boost = judge(self.days[-KEPT_DAYS:])
            self.correction = fit_correction(self.days[-KEPT_DAYS:]) if self.boost.state == "on" else None
            self.used.append(self.boost.state)
        found = NOTHING if self.name == "plain" else lessons_of(self.days)
        if self.name == "history":
            return replace(found, p50=NOTHING.p50, p80=NOTHING.p80)
        return found

    def foresee(self, scene: Scene) -> Outlooks:
        """The outlooks of a scene."""
        found = outlooks(scene, scene.seq)
        return corrected(scene, found, self.correction, self.boost) if self.correction else found


class Kept(Running):
    """A day whose events are kept."""

    def __init__(self, hall: Hall, visits: Sequence[Visit], draw: random.Random) -> None:
        super().__init__(hall, visits, draw)
        self.kept: list[Recorded] = []

    def do(self, command: c.Command) -> list[Event]:
        """As ``Running``."""
        events = super().do(command)
        hall = self.hall
        for number, event in enumerate(events, hall.seq - len(events) + 1):
            self.kept.append(
                Recorded(number, self.now_ms, self.now_ms, True, hall.day, f"o{number}", "plan", "plan", event)
            )
        return events


@dataclass(frozen=True, slots=True)
class Kept80:
    """One promise in seconds, and the wait that came of it."""

    hour: int
    p50_s: int
    p80_s: int
    wait_s: float


def hall_of_weeks() -> HallSetup:
    """The example hall; it assigns by itself."""
    setup = example_hall(COUNTERS)
    return replace(setup, rules=replace(setup.rules, assignment=Assignment.AUTO))


def workday(number: int) -> date:
    """The n-th Monday to Friday."""
    return FIRST_DAY + timedelta(days=number // 5 * 7 + number % 5)


def visits_of(setup: HallSetup, number: int, seed: str, breaks: bool = True, pattern: bool = True) -> list[Visit]:
    """The visits of one day, the same for every way to forecast; without breaks there is room for more of them."""
    visits = VISITS if breaks else WITHOUT_BREAKS
    draw = random.Random(f"{seed}/{number}")  # noqa: S311 - a simulation, not a secret
    level = draw.lognormvariate(0.0, LEVEL) if pattern else 1.0
    demand = demand_of_setup(setup, visits * level * (WEEKDAYS[number % 5] if pattern else 1.0))
    demand = replace(demand, priorities=(("priority", PRIORITY),))
    slow = SLOWNESS if pattern else (1.0,) * len(SLOWNESS)
    return [
        replace(visit, service_s=visit.service_s * slow[min(int(visit.at_s - OPEN_S) // 3600, len(slow) - 1)])
        for visit in drawn(demand, draw)
    ]


def run_day(
    way: Way, setup: HallSetup, number: int, seed: str, breaks: bool = True, pattern: bool = True
) -> list[Kept80]:
    """One day of one way; what was promised, and what came. ``breaks``, ``pattern``: are there any?"""
    visits = visits_of(setup, number, seed, breaks, pattern)
    day = workday(number)
    midnight_s = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(setup.timezone)).timestamp()
    hall = Hall(setup, pace=way.hall.pace) if way.hall else Hall(setup)
    hall.at_ms = round(midnight_s * 1000)
    running = Kept(hall, visits, random.Random(f"{seed}/{number}/presses"))  # noqa: S311 - a simulation
    running.do(c.Configure(setup))
    running.do(c.OpenDay(day.isoformat()))
    for counter in range(1, COUNTERS + 1):
        at_noon = [(midnight_s + a * 3600, midnight_s + b * 3600) for a, b in BREAKS[counter % 3 : counter % 3 + 1]]
        running.plan_shift(Shift(counter, midnight_s + OPEN_S, None, tuple(at_noon) if breaks and pattern else ()))
    for place, visit in enumerate(visits):
        running.later(midnight_s + visit.at_s, "arrive", place)
    lessons = way.lessons()
    for at_s in range(OPEN_S, END_S, REFRESH_S):
        now_ms = round((midnight_s + at_s) * 1000)
        running.run(now_ms)
        hall.outlooks = way.foresee(scene_of(hall, now_ms, None, lessons)) if hall.waiting else Outlooks()
    running.run()
    way.hall = hall
    facts = facts_of(day.isoformat(), running.kept, setup)
    way.days.append(facts)
    return list(kept_of(facts, running.kept))


def kept_of(facts: DayFacts, events: Sequence[Recorded]) -> Iterator[Kept80]:
    """The promises that said something, with their outcomes."""
    told = [each.event for each in events if isinstance(each.event, e.TicketTaken) and each.event.p50_s is not None]
    for promise, event in zip(facts.promises, told, strict=True):
        if not promise.at_least and promise.base50_s > 0:
            yield Kept80(promise.hour, event.p50_s or 0, event.p80_s or 0, promise.wait_s)


def judged(found: Sequence[Kept80]) -> dict[str, float]:
    """``mae_min``; ``p50``, ``p80``: coverage; ``p80_off``: how far the hours are from 80 %, on average."""
    hours = sorted({each.hour for each in found})
    off = [(h, [each.wait_s <= each.p80_s for each in found if each.hour == h]) for h in hours]
    return {
        "promises": len(found),
        "mae_min": round(sum(abs(each.wait_s - each.p50_s) for each in found) / len(found) / 60, 3),
        "p50": round(sum(each.wait_s <= each.p50_s for each in found) / len(found), 3),
        "p80": round(sum(each.wait_s <= each.p80_s for each in found) / len(found), 3),
        "p80_off": round(sum(abs(sum(held) / len(held) - 0.8) * len(held) for _, held in off) / len(found), 3),
    }


def way_days(name: str, days: int, seed: str, breaks: bool = True, pattern: bool = True) -> list[Kept80]:
    """The promises of this many days after ``WARM_UP``, forecast in one way."""
    setup, way, found = hall_of_weeks(), Way(name), list[Kept80]()
    for number in range(WARM_UP + days):
        kept = run_day(way, setup, number, seed, breaks, pattern)
        found += kept if number >= WARM_UP else []
    return found
