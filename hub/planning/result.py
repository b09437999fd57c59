"""What simulated days came to: figures of each day, then their means over the days with 95 % confidence intervals.

Every figure is taken of each day and then averaged: days are independent, visits of one day are not, so that an interval from
visits would be far too narrow.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean, stdev
from typing import TypeVar

from hub.planning.day import DayRun, Waited

Key = TypeVar("Key", int, str)
Sums = tuple[int, float, int]
"""Visits, sum of their waits in seconds, how many waited longer than 15 minutes."""

LONG_WAIT_S = 15 * 60
"""What the bureaus count as a long wait."""

SURE = 0.95
KEYS = ("mean_s", "p50_s", "p95_s", "over_15", "worst_s", "worst_walk_in_s", "load_ratio", "visits", "unserved")


@dataclass(frozen=True, slots=True)
class Estimate:
    """The mean over the days; the true one lies within ``half`` of it with a probability of 95 % (None: too few days)."""

    mean: float
    half: float | None


@dataclass(frozen=True, slots=True)
class Part:
    """Of an hour or a line: visits a day, mean wait in seconds, share of waits longer than 15 minutes."""

    visits: Estimate
    mean_s: Estimate
    over_15: Estimate


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One day in figures. ``load``: of a counter, share of its open time that it gave to citizens."""

    figures: dict[str, float]
    hours: dict[int, Sums]
    lines: dict[str, Sums]
    load: dict[int, float]


@dataclass(frozen=True, slots=True)
class Figures:
    """Many days in figures. ``load``: of a counter, share of its open time that it gave to citizens.

    ``longest_s``, ``longest_walk_in_s``: the longest wait of all days.
    """

    days: int
    of_day: dict[str, Estimate]
    hours: dict[int, Part]
    lines: dict[str, Part]
    load: dict[int, float]
    longest_s: float
    longest_walk_in_s: float


def day_figures(run: DayRun, line_of: Callable[[str], str]) -> DayFigures:
    """The figures of one day. ``line_of``: the line of an item. A day without visits has waited for nothing."""
    waits = sorted(waited.wait_s for waited in run.waits)
    load = {number: run.worked_s[number] / open_s for number, open_s in run.open_s.items() if open_s > 0}
    figures = {
        "mean_s": fmean(waits) if waits else 0.0,
        "p50_s": quantile(waits, 0.5),
        "p95_s": quantile(waits, 0.95),
        "over_15": sum(wait_s > LONG_WAIT_S for wait_s in waits) / max(len(waits), 1),
        "worst_s": waits[-1] if waits else 0.0,
        "worst_walk_in_s": max((each.wait_s for each in run.waits if walks_in(each)), default=0.0),
        "load_ratio": load_ratio(load),
        "visits": float(len(waits) + run.refused),
        "unserved": float(run.refused + sum(not waited.called for waited in run.waits)),
    }
    return DayFigures(figures, by(run.waits, hour_of), by(run.waits, lambda waited: line_of(waited.item)), load)


def walks_in(waited: Waited) -> bool:
    """Has neither a slot nor a priority."""
    return waited.priority == "walk_in" and not waited.booked


def hour_of(waited: Waited) -> int:
    return int(waited.at_s // 3600)


def by(waits: Iterable[Waited], key: Callable[[Waited], Key]) -> dict[Key, Sums]:
    """The sums by what ``key`` tells of a visit."""
    found: dict[Key, Sums] = {}
    for waited in waits:
        visits, sum_s, over = found.get(key(waited), (0, 0.0, 0))
        found[key(waited)] = (visits + 1, sum_s + waited.wait_s, over + (waited.wait_s > LONG_WAIT_S))
    return found


def quantile(ordered: Sequence[float], share: float) -> float:
    """Nearest rank: the smallest value that this share of them does not exceed; 0 of none."""
    return ordered[max(math.ceil(len(ordered) * share) - 1, 0)] if ordered else 0.0


def load_ratio(load: dict[int, float]) -> float:
    """Load of the busiest counter over that of the least busy one; infinite where one did nothing, 1 where none did."""
    least, most = min(load.values(), default=0.0), max(load.values(), default=0.0)
    return most / least if least else (math.inf if most else 1.0)


def estimate(samples: Sequence[float]) -> Estimate:
    """Mean of independent samples with its interval (Student's t)."""
    if len(samples) < 2 or not all(map(math.isfinite, samples)):
        return Estimate(fmean(samples) if samples else 0.0, None)
    return Estimate(fmean(samples), student(len(samples) - 1) * stdev(samples) / math.sqrt(len(samples)))


def student(freedom: int, sure: float = SURE) -> float:
    """Two-sided quantile of Student's t, expanded around the normal one (Cornish, Fisher); within 1 % from 4 days on."""
    z = NormalDist().inv_cdf((1 + sure) / 2)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / freedom + second / freedom**2 + third / freedom**3


def summed(days: Sequence[DayFigures]) -> Figures:
    """All days together. Raises ``ValueError`` without a day."""
    if not days:
        raise ValueError("no day was simulated")
    of_day = {key: estimate([day.figures[key] for day in days]) for key in KEYS}
    hours = parts([day.hours for day in days])
    lines = parts([day.lines for day in days])
    counters = sorted({number for day in days for number in day.load})
    load = {number: fmean(day.load.get(number, 0.0) for day in days) for number in counters}
    longest_s, longest_walk_in_s = (max(day.figures[key] for day in days) for key in ("worst_s", "worst_walk_in_s"))
    return Figures(len(days), of_day, hours, lines, load, longest_s, longest_walk_in_s)


def parts(days: Sequence[dict[Key, Sums]]) -> dict[Key, Part]:
    """Each hour or item over all days."""
    return {
        key: part([day.get(key, (0, 0.0, 0)) for day in days]) for key in sorted({key for day in days for key in day})
    }


def part(sums: Sequence[Sums]) -> Part:
    """Mean wait and long waits per visit: ratios, with the interval of a ratio (delta method)."""
    visits = [float(each[0]) for each in sums]
    return Part(
        estimate(visits), ratio([each[1] for each in sums], visits), ratio([float(each[2]) for each in sums], visits)
    )


def ratio(tops: Sequence[float], bottoms: Sequence[float]) -> Estimate:
    """Sum over sum, with its interval from the residuals of the days."""
    whole = sum(bottoms)
    if not whole:
        return Estimate(0.0, None)
    value = sum(tops) / whole
    spread = estimate([top - value * bottom for top, bottom in zip(tops, bottoms, strict=True)])
    return Estimate(value, None if spread.half is None else spread.half * len(bottoms) / whole)
