"""A scenario: a setup, a demand, shifts, and what is different in it; and one simulated day of it."""

import random
from dataclasses import dataclass, replace

from hub.core.catalogue import CounterSetup, HallSetup
from hub.planning.arrivals import Kind, Source, Visit, booked, drawn, surged
from hub.planning.day import DayRun, Shift, simulate

LUNCH_S = 11.5 * 3600
WAVES = 4
"""Clerks go to lunch in four waves, one after the other, so that three quarters of the counters work on."""

EARLY_S = 300
"""Counters open so long before the first hour."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """``name``: key of its words. ``booked``: share of visits with a slot. ``surge``: items whose share grows by ``factor``."""

    name: str
    setup: HallSetup
    source: Source
    shifts: tuple[Shift, ...]
    booked: float = 0.0
    surge: frozenset[str] = frozenset()
    factor: float = 2.0

    @property
    def counters(self) -> int:
        """Counters that work at some time of the day."""
        return len({shift.counter for shift in self.shifts})

    def line_of(self, item: str) -> str:
        """The line of an item; "" for one that the hall no longer has."""
        found = self.setup.item(item)
        return found.line if found else ""


def visits_of(scenario: Scenario, seed: str) -> list[Visit]:
    """The visits of one day; every change draws from a chance of its own, so that scenarios of a seed see the same citizens."""
    visits = drawn(scenario.source, chance(f"{seed}:visits"))
    if scenario.surge:
        visits = surged(visits, scenario.surge, scenario.factor, chance(f"{seed}:surge"))
    return booked(visits, scenario.booked, chance(f"{seed}:booked"))


def chance(seed: str) -> random.Random:
    """Random numbers that this text alone decides, on every machine alike."""
    return random.Random(seed)  # noqa: S311 - a simulation, not a secret


def simulated(scenario: Scenario, seed: str) -> DayRun:
    """One day of the scenario."""
    return simulate(scenario.setup, visits_of(scenario, seed), scenario.shifts, f"{seed}:press")


def all_day(counters: int, opens_s: float, break_s: float = 0.0) -> tuple[Shift, ...]:
    """Counters 1 to ``counters``, from shortly before the opening until nobody waits; each with one break of this length."""
    return tuple(Shift(n, max(opens_s - EARLY_S, 0), None, lunch(n, break_s)) for n in range(1, counters + 1))


def lunch(counter: int, break_s: float) -> tuple[tuple[float, float], ...]:
    """The break of a counter: the next wave goes when the last one is back."""
    from_s = LUNCH_S + counter % WAVES * break_s
    return ((from_s, from_s + break_s),) if break_s > 0 else ()


def hour_by_hour(wanted: tuple[int, ...], opens_s: float) -> tuple[Shift, ...]:
    """So many counters in each hour from ``opens_s`` on; those of the last hour stay until nobody waits."""
    shifts = []
    for counter in range(1, max(wanted, default=0) + 1):
        at_work = [each >= counter for each in wanted]
        for hour, works in enumerate(at_work):
            if works and (hour == 0 or not at_work[hour - 1]):
                shifts.append(
                    Shift(counter, opens_s + 3600 * hour - (0 if hour else EARLY_S), ends(at_work, hour, opens_s))
                )
    return tuple(shifts)


def ends(at_work: list[bool], since: int, opens_s: float) -> float | None:
    """When the shift that began with this hour ends."""
    for hour in range(since, len(at_work)):
        if not at_work[hour]:
            return opens_s + 3600 * hour
    return None


def with_counters(setup: HallSetup, counters: int) -> HallSetup:
    """The hall with so many general counters."""
    return replace(setup, counters=tuple(CounterSetup(number) for number in range(1, counters + 1)))


def with_rules(setup: HallSetup, **rules: object) -> HallSetup:
    return replace(setup, rules=replace(setup.rules, **rules))  # type: ignore[arg-type]


def dedicated(setup: HallSetup, kinds: tuple[Kind, ...], counters: int) -> HallSetup:
    """The hall with as many windows, each for one line alone, shared out by the work of the lines (largest remainders).

    Raises ``ValueError`` where there are fewer windows than lines with visits.
    """
    items = {kind.item: setup.item(kind.item) for kind in kinds if kind.share > 0}
    work: dict[str, float] = {}
    for kind in kinds:
        item = items.get(kind.item)
        if item is not None:
            work[item.line] = work.get(item.line, 0.0) + kind.share * kind.mean_s
    windows = shared_out(work, counters)
    of_line = {line: tuple(each.code for each in setup.items if each.line == line) for line in work}
    rows = [of_line[line] for line, many in windows.items() for _ in range(many)]
    return replace(setup, counters=tuple(CounterSetup(number, items=codes) for number, codes in enumerate(rows, 1)))


def shared_out(work: dict[str, float], counters: int) -> dict[str, int]:
    """Counters for each line: one at least, the others where each has most work left."""
    if counters < len(work):
        raise ValueError(f"{counters} counters cannot be dedicated to {len(work)} lines: each needs one")
    found = dict.fromkeys(work, 1)
    for _ in range(counters - len(work)):
        found[max(work, key=lambda line: work[line] / found[line])] += 1
    return found
