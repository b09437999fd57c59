"""The optional correction of promises by gradient boosting, learned from what came of them (scikit-learn, extra ``forecast``).

Two small models look at a promise and the hall at its moment (``moment``) and tell by which factor its median and its
80 % point should have been longer. Each of the last days is forecast by a model of the days before it; only where those
forecasts erred clearly less than the range of the night (``recalibration``) is the correction used, and it is judged anew
each night.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from hub.core.outlook import STRETCH_FROM_S, Outlook, Outlooks, stretch_of, stretched
from hub.forecasting.boosting import Missing, Regressor, one_thread, regressor
from hub.forecasting.facts import DayFacts, Promise
from hub.forecasting.lessons import Boost
from hub.forecasting.recalibration import MOST, quantile, stretches_of
from hub.forecasting.scene import Scene

Numbers = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

LEAST_DAYS = 14
"""Days with promises before anything is trained."""

JUDGED_DAYS = 10
"""Last days that decide whether the correction is used: each weekday twice. Of seven days one Monday decided, and the next
one took more back than had been won."""

WON_DAYS = 7
"""Of these it must have erred less so often: the errors of one day go together, and one good day is chance."""

WORTH = 0.97
"""It must have erred less than this much of the error without it."""

LEAST_PROMISES = 1000
"""To learn from."""

TREES = 60
"""Of each of the two models: a start of the forecast may not wait for more."""

SHAPE = {"max_leaf_nodes": 8, "min_samples_leaf": 150}
"""Small trees: the promises of one day err together, and with 31 leaves and 40 rows in each the models learned single days by
heart (2.72 instead of 2.31 minutes on the days of the bench)."""


@dataclass(frozen=True, slots=True)
class Correction:
    """Fitted models of the logarithm of a factor."""

    p50: Regressor
    p80: Regressor

    def factors(self, rows: Numbers) -> tuple[Numbers, Numbers]:
        """The factors on P50 and P80 of each row, within ``recalibration.MOST`` either way."""
        with one_thread():
            told = [np.clip(np.exp(model.predict(rows)), 1 / MOST, MOST) for model in (self.p50, self.p80)]
        return told[0], told[1]


def decided(days: Sequence[DayFacts]) -> list[Promise]:
    """Promises that said something and whose outcome is known, of all days."""
    return [each for day in days for each in day.promises if each.base50_s > 0 and not each.at_least]


def rows_of(promises: Sequence[Promise]) -> Numbers:
    """A row of numbers for each."""
    return np.array([each.numbers for each in promises])


def fit_correction(days: Sequence[DayFacts], seed: int = 1) -> Correction | None:
    """Learn from the promises of these days; None while there are too few. Raises ``Missing``.

    The same days and seed give the same factors.
    """
    known = decided(days)
    if len(known) < LEAST_PROMISES:
        return None
    rows, waits = rows_of(known), np.array([each.wait_s for each in known]) + STRETCH_FROM_S
    p50 = regressor(seed, TREES, loss="absolute_error", **SHAPE)
    p80 = regressor(seed + 1, TREES, loss="quantile", quantile=0.8, **SHAPE)
    with one_thread():
        p50.fit(rows, np.log(waits / (rows[:, 0] + STRETCH_FROM_S)))
        p80.fit(rows, np.log(waits / (rows[:, 1] + STRETCH_FROM_S)))
    return Correction(p50, p80)


Fit = Callable[[Sequence[DayFacts]], Correction | None]


def judge(days: Sequence[DayFacts], fit: Fit = fit_correction) -> Boost:
    """Is the correction worth using after these days? Each of the last ones is forecast from those before it."""
    with_promises = [day for day in days if decided([day])]
    if len(with_promises) < LEAST_DAYS:
        return Boost("early")
    judged: list[Judged] = []
    for place in range(len(with_promises) - JUDGED_DAYS, len(with_promises)):
        try:
            model = fit(with_promises[:place])
        except Missing:
            return Boost("missing")
        if model is None:
            return Boost("early")
        judged.append(judged_day(model, with_promises[:place], with_promises[place]))
    return verdict(judged)


@dataclass(frozen=True, slots=True)
class Judged:
    """One day. ``ours``, ``base``: sums of the distances from P50 in seconds; ``ratios``: of the waits to our 80 % point."""

    ours: float
    base: float
    ratios: list[tuple[float, bool]]


def judged_day(model: Correction, before: Sequence[DayFacts], day: DayFacts) -> Judged:
    """The promises of a day as the model tells them, and as the night before it would have stretched them."""
    known, night = decided([day]), stretches_of(before)[0]
    told50, told80 = listed(model.factors(rows_of(known)))
    return Judged(
        sum(abs(each.wait_s - stretched(each.base50_s, by)) for each, by in zip(known, told50, strict=True)),
        sum(abs(each.wait_s - stretched(each.base50_s, night.of(each.hour, each.item))) for each in known),
        [(stretch_of(each.wait_s, each.base80_s) / by, False) for each, by in zip(known, told80, strict=True)],
    )


def listed(factors: tuple[Numbers, Numbers]) -> tuple[list[float], list[float]]:
    """As plain numbers."""
    return factors[0].tolist(), factors[1].tolist()


def verdict(judged: Sequence[Judged]) -> Boost:
    """Used where it erred less in all, and on most days."""
    ours, base = sum(each.ours for each in judged), sum(each.base for each in judged)
    ratios = [ratio for each in judged for ratio in each.ratios]
    is_better = ours < WORTH * base and sum(each.ours < each.base for each in judged) >= WON_DAYS
    stretch80 = min(max(quantile(ratios, 0.8), 1 / MOST), MOST)
    return Boost(
        "on" if is_better else "off",
        round(ours / len(ratios), 2),
        round(base / len(ratios), 2),
        len(judged),
        round(stretch80, 4),
    )


def corrected(scene: Scene, found: Outlooks, correction: Correction, boost: Boost) -> Outlooks:
    """The outlooks of tickets that might be taken, with the boosting's factors in the place of the night's.

    Whoever waits already keeps the factors of the promise.
    """
    asked = [(each, found.asked[each.kind]) for each in scene.asked]
    asked = [(each, seen) for each, seen in asked if seen.p50_s and seen.p80_s]
    if not asked or not scene.numbers:
        return found
    small = float(np.exp(scene.log_p50)), float(np.exp(scene.log_p80))
    rows = np.array([
        ((seen.p50_s or 0.0) * small[0], (seen.p80_s or 0.0) * small[1], seen.ahead, *each.numbers, *scene.numbers)
        for each, seen in asked
    ])  # fmt: skip
    told: dict[str, Outlook] = {}
    for (each, seen), by50, by80 in zip(asked, *listed(correction.factors(rows)), strict=True):
        told[each.kind] = replace(seen, stretch50=by50, stretch80=by80 * boost.stretch80)
    return replace(found, asked={**found.asked, **told})
