"""How many general counters, hour by hour, keep the share of waits beyond 15 minutes below a limit.

Theory of operation. The search begins with the work that arrives in each hour plus its square root (square-root staffing;
Halfin, Whitt 1981), adds a counter to every hour in which too many wait too long, and then takes away one counter at a time,
wherever every hour still keeps the limit: first in the best staffed hour, since what a hall lacks are counters at its peak. All
steps see the same citizens, so that they differ by counters alone; the answer is then simulated over other days than those that it
was fitted to. The search keeps half of the limit on a few days and then adds counters until many others keep the whole of it: what
just keeps a limit on its own days misses it on half of the others, and the days that miss it are rare.
"""

import math
from collections.abc import Callable
from dataclasses import replace

from hub.planning.arrivals import Demand, Source
from hub.planning.many import Workers
from hub.planning.result import Figures
from hub.planning.scenario import Scenario, hour_by_hour, with_counters

LIMIT = 0.02
SEARCH_DAYS = 30
CHECK_DAYS = 100
MOST_COUNTERS = 200
"""More than the largest hall has; where even these are too few, something in the demand is wrong."""

MOST_STEPS = 60

Wanted = tuple[int, ...]


class TooMany(ValueError):
    """No number of counters that a hall can have keeps the limit."""


def needed(
    base: Scenario,
    workers: Workers,
    seed: int,
    told: Callable[[int], None],
    limit: float = LIMIT,
    most: int = MOST_COUNTERS,
) -> Wanted:
    """Counters of each hour, at most ``most``. ``told`` hears the number of each step. Raises ``TooMany``."""
    found = first_guess(base)
    for step in range(MOST_STEPS):
        told(step)
        over = hours_over(base, tried(base, found, workers, seed), limit / 2, len(found))
        if not over:
            return checked(
                base, *fewest(base, found, workers, seed, told, limit / 2, step), workers, seed + 1, told, limit
            )
        found = tuple(count + (hour in over) for hour, count in enumerate(found))
        if max(found) > most:
            break
    raise TooMany(f"not even {max(found)} counters keep waits beyond 15 minutes below {limit:.0%}")


def fewest(
    base: Scenario, found: Wanted, workers: Workers, seed: int, told: Callable[[int], None], limit: float, step: int
) -> tuple[Wanted, int]:
    """Take counters away while every hour keeps the limit, the best staffed hour first; with the number of the last step."""
    left = [hour for hour, count in enumerate(found) if count > 1]
    while left:
        step += 1
        told(step)
        hour = max(left, key=lambda each: found[each])
        fewer = tuple(count - (place == hour) for place, count in enumerate(found))
        if hours_over(base, tried(base, fewer, workers, seed), limit, len(found)):
            left.remove(hour)
        else:
            found = fewer
            left = [each for each in left if found[each] > 1]
    return found, step


def checked(
    base: Scenario, found: Wanted, step: int, workers: Workers, seed: int, told: Callable[[int], None], limit: float
) -> Wanted:
    """Add counters until other days keep the limit as well, in the first hour that does not: its queue is the next one's."""
    while over := hours_over(base, tried(base, found, workers, seed, CHECK_DAYS), limit, len(found)):
        step += 1
        told(step)
        found = tuple(count + (hour == min(over)) for hour, count in enumerate(found))
        if max(found) > MOST_COUNTERS:
            raise TooMany(f"not even {max(found)} counters keep waits beyond 15 minutes below {limit:.0%}")
    return found


def tried(base: Scenario, wanted: Wanted, workers: Workers, seed: int, days: int = SEARCH_DAYS) -> Figures:
    """Some days with these counters."""
    return workers.run([staffed(base, wanted)], days, seed)[0]


def staffed(base: Scenario, wanted: Wanted) -> Scenario:
    """The scenario with so many general counters in each hour."""
    shifts = hour_by_hour(wanted, base.source.opens_s)
    return replace(base, name="hour_by_hour", setup=with_counters(base.setup, max(wanted)), shifts=shifts)


def hours_over(base: Scenario, figures: Figures, limit: float, hours: int) -> set[int]:
    """Places of the hours whose citizens wait too long too often; later ones than the last count as the last."""
    first = base.source.opens_s // 3600
    return {min(hour - first, hours - 1) for hour, part in figures.hours.items() if part.over_15.mean > limit}


def first_guess(base: Scenario) -> Wanted:
    """The work that comes in each hour, in counters, and the square root of it for safety."""
    rules = base.setup.rules
    besides_s = rules.walk_s + rules.rest_s
    return tuple(max(1, round(load + math.sqrt(load))) for load in hourly_load(base.source, besides_s))


def hourly_load(source: Source, besides_s: float) -> list[float]:
    """Counters that each hour's visits would keep busy without a pause. ``besides_s``: walk and rest of each visit."""
    if isinstance(source, Demand):
        whole, shares = sum(source.hourly), sum(kind.share for kind in source.kinds)
        mean_s = sum(kind.share * kind.mean_s for kind in source.kinds) / shares + besides_s
        return [source.visits * share / whole * mean_s / 3600 for share in source.hourly]
    means = {kind.item: kind.mean_s for kind in source.kinds}
    first = source.opens_s // 3600
    last = max(int(visit.at_s // 3600) for visit in source.visits)
    load = [0.0] * (last - first + 1)
    for visit in source.visits:
        load[int(visit.at_s // 3600) - first] += ((visit.service_s or means[visit.item]) + besides_s) / 3600
    return load
