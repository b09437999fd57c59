"""Each night: what the promises of the last days say of those of tomorrow, by hour of the day and by item.

The ratio of the wait to what was promised without any such correction has a quantile: under half of the ratios lie half
of the waits. That quantile is the factor. Whoever was not called has waited so long at least; such ratios end the way
of Kaplan and Meier (1958), and leave nobody out. Hours and items with few promises are drawn to the overall factor.
"""

import math
from collections.abc import Iterable, Sequence

from hub.core.outlook import stretch_of
from hub.forecasting.facts import DayFacts, Promise
from hub.forecasting.lessons import Stretch

DAYS = 10
"""Two weeks of work; longer and a changed roster is not believed."""

LEAST = 200
"""Promises before anything is corrected."""

PRIOR_PROMISES = 150.0
"""How many promises the overall factor is worth beside that of an hour or an item."""

MOST = 2.0
"""No factor is larger, or smaller than its inverse."""

Ratio = tuple[float, bool]
"""Wait over promise, and whether it was at least so."""


def stretches_of(days: Sequence[DayFacts]) -> tuple[Stretch, Stretch]:
    """The factors on P50 and P80 from the last days of these."""
    promises = [each for day in days[-DAYS:] for each in day.promises if each.base50_s > 0]
    return stretch([(each, each.base50_s) for each in promises], 0.5), stretch(
        [(each, each.base80_s) for each in promises], 0.8
    )


def stretch(told: Sequence[tuple[Promise, float]], share: float) -> Stretch:
    """The factor under which this share of the waits lies, of all and then by hour and item."""
    ratios = [(each, (stretch_of(each.wait_s, base_s), each.at_least)) for each, base_s in told]
    if len(ratios) < LEAST:
        return Stretch()
    overall = bounded(quantile((ratio for _, ratio in ratios), share))
    hours = {
        hour: relative([ratio for each, ratio in ratios if each.hour == hour], overall, share)
        for hour in sorted({each.hour for each, _ in ratios})
    }
    items = {
        item: relative(
            [(ratio / hours[each.hour], least) for each, (ratio, least) in ratios if each.item == item], overall, share
        )
        for item in sorted({each.item for each, _ in ratios})
    }
    return Stretch(round(overall, 4), hours, items)


def relative(ratios: Sequence[Ratio], overall: float, share: float) -> float:
    """The factor of a part beside the overall one, drawn to 1 where there are few."""
    own = bounded(quantile(ratios, share)) / overall
    sure = len(ratios) / (len(ratios) + PRIOR_PROMISES)
    return round(bounded(math.exp(sure * math.log(own))), 4)


def quantile(ratios: Iterable[Ratio], share: float) -> float:
    """The ratio below which this share of all lies (Kaplan, Meier 1958); the largest where nobody knows."""
    ordered = sorted(ratios)
    above, left = 1.0, len(ordered)
    for ratio, at_least in ordered:
        if not at_least:
            above *= 1 - 1 / left
        left -= 1
        if above <= 1 - share + 1e-12:
            return ratio
    return ordered[-1][0] if ordered else 1.0


def bounded(factor: float) -> float:
    """At most ``MOST`` either way."""
    return min(max(factor, 1 / MOST), MOST)
