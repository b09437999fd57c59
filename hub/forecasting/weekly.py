"""The hall's week: how many come in each of its hours, and how much slower than expected its services are then.

What was seen little is drawn to what is known better: an hour of one weekday to that hour of every day at the weekday's
level, a weekday's level to the mean of all. Older days count less. How far the hours of the services may differ from one
is estimated from how much they do differ (DerSimonian, Laird 1986): where that is chance alone, they are all one.
"""

from collections.abc import Mapping, Sequence

from hub.forecasting.facts import DayFacts
from hub.forecasting.lessons import HOURS, WEEK, Coming, Usual

FORGET = 0.95
"""What the day before counts beside a day."""

PRIOR_DAYS = 1.0
"""How many days the less precise figure is worth beside a weekday's own."""

PRIOR_CELL_DAYS = 2.0
"""The same for one hour of a weekday."""

PRIOR_ARRIVALS = 20.0
"""How many arrivals a kind's share of the whole day is worth beside that of one hour."""

SQUARE = 0.64
"""Variance of service / expected of single services: a coefficient of variation of 0.8."""

Cells = list[float]


def weights_of(days: Sequence[DayFacts]) -> list[float]:
    """What each day counts; the last one 1."""
    return [FORGET ** (len(days) - 1 - place) for place in range(len(days))]


def arrivals_of(days: Sequence[DayFacts]) -> tuple[float, ...]:
    """Expected arrivals in each hour of the week."""
    cells, seen = [0.0] * WEEK, [0.0] * 7
    for day, weight in zip(days, weights_of(days), strict=True):
        seen[day.weekday] += weight
        for each in day.arrived:
            cells[day.weekday * HOURS + each.hour] += weight * each.count
    count = sum(seen)
    if not count:
        return ()
    hours = [sum(cells[hour::HOURS]) / count for hour in range(HOURS)]
    whole = sum(hours)
    expected = []
    for weekday in range(7):
        total = sum(cells[weekday * HOURS : (weekday + 1) * HOURS])
        level = (total / whole + PRIOR_DAYS) / (seen[weekday] + PRIOR_DAYS) if whole else 1.0
        for hour in range(HOURS):
            prior = PRIOR_CELL_DAYS * level * hours[hour]
            expected.append((cells[weekday * HOURS + hour] + prior) / (seen[weekday] + PRIOR_CELL_DAYS))
    return tuple(round(each, 3) for each in expected)


def coming_of(days: Sequence[DayFacts]) -> tuple[Coming, ...]:
    """The kinds of citizens, and their shares of each hour's arrivals."""
    counts: dict[tuple[tuple[str, ...], str], Cells] = {}
    for day, weight in zip(days, weights_of(days), strict=True):
        for each in day.arrived:
            counts.setdefault((each.items, each.priority), [0.0] * HOURS)[each.hour] += weight * each.count
    hours = [sum(of[hour] for of in counts.values()) for hour in range(HOURS)]
    whole = sum(hours) or 1.0
    return tuple(
        Coming(
            *kind,
            tuple(
                round((of[hour] + PRIOR_ARRIVALS * sum(of) / whole) / (hours[hour] + PRIOR_ARRIVALS), 5)
                for hour in range(HOURS)
            ),
        )
        for kind, of in sorted(counts.items())
    )


def usual_of(days: Sequence[DayFacts]) -> dict[str, Usual]:
    """Mean service of each item, from services for it alone."""
    sums: dict[str, tuple[float, float]] = {}
    for day, weight in zip(days, weights_of(days), strict=True):
        for each in day.given:
            if len(each.items) == 1:
                total_s, count = sums.get(each.items[0], (0.0, 0.0))
                sums[each.items[0]] = total_s + weight * each.total_s, count + weight * each.count
    return {code: Usual(round(total_s / count, 2), round(count, 2)) for code, (total_s, count) in sorted(sums.items())}


def slowness_of(days: Sequence[DayFacts], usual: Mapping[str, Usual]) -> tuple[float, ...]:
    """Services of each hour of the week over those that their items lead to expect; 1 on average."""
    given, expected, counts = [0.0] * WEEK, [0.0] * WEEK, [0.0] * WEEK
    for day, weight in zip(days, weights_of(days), strict=True):
        for each in day.given:
            if all(code in usual for code in each.items):
                cell = day.weekday * HOURS + each.hour
                given[cell] += weight * each.total_s
                expected[cell] += weight * each.count * sum(usual[code].mean_s for code in each.items)
                counts[cell] += weight * each.count
    by_hour = [(sum(given[h::HOURS]), sum(expected[h::HOURS]), sum(counts[h::HOURS])) for h in range(HOURS)]
    hours = drawn([1.0] * HOURS, by_hour)
    cells = drawn(hours * 7, list(zip(given, expected, counts, strict=True)))
    worked = sum(each * seen for each, seen in zip(cells, expected, strict=True))
    scale = sum(expected) / worked if worked else 1.0
    return tuple(round(each * scale, 4) for each in cells)


def drawn(priors: Sequence[float], seen: Sequence[tuple[float, float, float]]) -> list[float]:
    """Ratios of (given, expected) drawn to their priors as far as their differences may be chance."""
    ratios = [
        given / expected / prior if expected else 1.0 for prior, (given, expected, _) in zip(priors, seen, strict=True)
    ]
    counts = [count for _, _, count in seen]
    between = between_variance(ratios, counts)
    shares = [count * between / (count * between + SQUARE) for count in counts]
    return [prior * (1 + share * (ratio - 1)) for prior, ratio, share in zip(priors, ratios, shares, strict=True)]


def between_variance(ratios: Sequence[float], counts: Sequence[float]) -> float:
    """How much the true ratios vary, from the seen ones and the number of services behind each (moments)."""
    weights = [count / SQUARE for count in counts if count]
    known = [ratio for ratio, count in zip(ratios, counts, strict=True) if count]
    whole = sum(weights)
    spread = whole - sum(weight * weight for weight in weights) / whole if whole else 0.0
    if spread <= 0:
        return 0.0
    middle = sum(weight * ratio for weight, ratio in zip(weights, known, strict=True)) / whole
    q = sum(weight * (ratio - middle) ** 2 for weight, ratio in zip(weights, known, strict=True))
    return max(q - (len(known) - 1), 0.0) / spread
