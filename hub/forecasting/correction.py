"""The optional correction of promises by gradient boosting, learned from what came of them (scikit-learn, extra ``forecast``).

Two small models look at a promise and the hall at its moment (``moment``) and tell by which factor its median and its
80 % point should have been longer. Each of the last days is forecast by a model of the days before it; only where those
forecasts erred less than the range of the night (``recalibration``) is the correction used, and it is judged anew each night.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from hub.core.outlook import Outlook, Outlooks, stretched
from hub.forecasting.boosting import Missing, Regressor, one_thread, regressor
from hub.forecasting.facts import DayFacts, Promise
from hub.forecasting.lessons import Boost, Stretch
from hub.forecasting.recalibration import MOST, quantile, stretches_of
from hub.forecasting.scene import Scene

Numbers = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

LEAST_DAYS = 14
"""Days with promises before anything is trained."""

JUDGED_DAYS = 5
"""Last days that decide whether the correction is used."""

LEAST_PROMISES = 1000
"""To learn from."""

TREES = 60
"""Of each of the two models: a start of the forecast may not wait for more."""

FROM_S = 120.0
"""As ``outlook.stretched``: waits are compared with two minutes more each."""


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
    rows, waits = rows_of(known), np.array([each.wait_s for each in known]) + FROM_S
    p50 = regressor(seed, TREES, loss="absolute_error")
    p80 = regressor(seed + 1, TREES, loss="quantile", quantile=0.8)
    with one_thread():
        p50.fit(rows, np.log(waits / (rows[:, 0] + FROM_S)))
        p80.fit(rows, np.log(waits / (rows[:, 1] + FROM_S)))
    return Correction(p50, p80)


Fit = Callable[[Sequence[DayFacts]], Correction | None]


def judge(days: Sequence[DayFacts], fit: Fit = fit_correction) -> Boost:
    """Is the correction worth using after these days? Each of the last ones is forecast from those before it."""
    with_promises = [day for day in days if decided([day])]
    if len(with_promises) < LEAST_DAYS:
        return Boost("early")
    errors, base_errors, ratios, counted = 0.0, 0.0, [], 0
    for place in range(len(with_promises) - JUDGED_DAYS, len(with_promises)):
        before, known = with_promises[:place], decided([with_promises[place]])
        try:
            model = fit(before)
        except Missing:
            return Boost("missing")
        if model is None:
            return Boost("early")
        told50, told80 = model.factors(rows_of(known))
        usual = stretches_of(before)[0]
        errors += sum(abs(each.wait_s - stretched(each.base50_s, f)) for each, f in zip(known, told50, strict=True))
        base_errors += sum(abs(each.wait_s - stretched(each.base50_s, of(usual, each))) for each in known)
        ratios += [
            ((each.wait_s + FROM_S) / ((each.base80_s + FROM_S) * float(f)), False)
            for each, f in zip(known, told80, strict=True)
        ]
        counted += len(known)
    stretch80 = round(min(max(quantile(ratios, 0.8), 1 / MOST), MOST), 4)
    return Boost(
        "on" if errors < base_errors else "off", round(errors / counted, 2), round(base_errors / counted, 2), JUDGED_DAYS,
        stretch80,
    )  # fmt: skip


def of(stretch: Stretch, promise: Promise) -> float:
    """The night's factor on this promise."""
    return stretch.of(promise.hour, promise.item)


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
    for (each, seen), by50, by80 in zip(asked, *(factors.tolist() for factors in correction.factors(rows)), strict=True):
        told[each.kind] = replace(seen, stretch50=by50, stretch80=by80 * boost.stretch80)
    return replace(found, asked={**found.asked, **told})
