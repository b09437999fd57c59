"""The forecast of a hall as its days go by: learn at night, forecast by day, trust the boosting only while it has earned it.

Each day in turn: ``forecast`` with what the days before taught, then ``learn`` what came of it. Nothing of a day is used
before it is over, beyond what each row itself knows at its moment.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from hub.forecasting.boosting import MOST_MIN, TREES, Boosting, fit
from hub.forecasting.calibration import DAYS, Calibration
from hub.forecasting.queue_day import Minutes

Rows = dict[str, Minutes]
"""Features by name (``features.features``)."""

LEAST_DAYS = 2
"""Days of rows before the boosting is trained at all."""

BASE_P80 = 1.6
"""Where four fifths of the waits lie beside the base until outcomes tell better."""


@dataclass(frozen=True, slots=True)
class Told:
    """A forecast for each row in minutes. ``raw80``: before calibration; ``base``: without boosting."""

    p50: Minutes
    p80: Minutes
    base: Minutes
    raw80: Minutes
    boosted: Minutes | None


@dataclass(slots=True)
class Nightly:
    """What was learned so far. ``boosting``: False goes on with the base alone; ``trees``: of each of its models."""

    boosting: bool = True
    seed: int = 1
    trees: int = TREES
    rows: list[Rows] = field(default_factory=list)
    waits: list[Minutes] = field(default_factory=list)
    model: Boosting | None = None
    errors: list[tuple[float, float]] = field(default_factory=list)
    ranges: dict[str, Calibration] = field(
        default_factory=lambda: {kind: Calibration(0.8) for kind in ("base", "boosting")}
    )

    @property
    def trusted(self) -> bool:
        """Did the boosting err less than the base over the last days that it forecast?"""
        last = self.errors[-DAYS:]
        return self.model is not None and sum(ours for ours, _ in last) <= sum(base for _, base in last)

    def forecast(self, rows: Rows) -> Told:
        """P50 and P80 of each row."""
        base = np.minimum(rows["base"], MOST_MIN)
        boosted = self.model.predict(rows) if self.model else None
        p50, raw80 = boosted if boosted and self.trusted else (base, base * BASE_P80)
        p80 = np.maximum(self.calibration().applied(raw80), p50)
        return Told(p50, p80, base, raw80, boosted[0] if boosted else None)

    def calibration(self) -> Calibration:
        """Of P80; the base and the boosting have their own. P50 is left as it is: stretching it made errors larger."""
        return self.ranges["boosting" if self.trusted else "base"]

    def learn(self, rows: Rows, waits: Minutes, at_least: NDArray[np.bool_]) -> None:
        """Take in a day that is over, and train on all days so far. ``at_least``: waits known from below only."""
        if not waits.size:
            return
        told = self.forecast(rows)
        sure = ~at_least | (waits > told.raw80)
        self.calibration().learn(told.raw80[sure], waits[sure])
        if told.boosted is not None:
            error = [float(np.abs(forecast - waits)[~at_least].sum()) for forecast in (told.boosted, told.base)]
            self.errors.append((error[0], error[1]))
        self.rows.append({name: values[~at_least] for name, values in rows.items()})
        self.waits.append(waits[~at_least])

    def train(self) -> None:
        """The night's work: fit on every day so far. Raises ``boosting.Missing``."""
        if self.boosting and len(self.rows) >= LEAST_DAYS:
            together = {name: np.concatenate([each[name] for each in self.rows]) for name in self.rows[0]}
            self.model = fit(together, np.concatenate(self.waits), self.seed, self.trees)
