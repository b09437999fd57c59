"""Keeps a range to its word: half of the waits below P50, four fifths below P80, told from the last days' outcomes.

A forecast on new days is more certain of itself than it was right on the days it learned from. So each day is forecast
first, and what came of it then stretches the range of the next days (split conformal prediction; Romano, Patterson,
Candès 2019), by the size of the forecast, since long waits are less certain.
"""

from dataclasses import dataclass, field

import numpy as np

from hub.forecasting.queue_day import Minutes

DAYS = 5
"""How many days count: fewer and one bad day is believed, more and a changed roster is not."""

LEAST = 50
"""Outcomes before a stretch is trusted."""

MOST = 4.0
"""No stretch is larger, or smaller than its inverse."""


@dataclass(slots=True)
class Calibration:
    """The stretch of one quantile. ``past``: for each of the last days its ratios of outcome to forecast."""

    share: float
    floor_min: float = 2.0
    past: list[Minutes] = field(default_factory=list)

    def learn(self, forecast: Minutes, outcome: Minutes) -> None:
        """Take in one day: what was forecast (before any stretch) and what came of it, in minutes."""
        self.past = [*self.past, (outcome + self.floor_min) / (forecast + self.floor_min)][-DAYS:]

    @property
    def stretch(self) -> float:
        """The factor under which ``share`` of the outcomes of the last days would have stayed."""
        ratios = np.concatenate([np.empty(0), *self.past])
        if ratios.size < LEAST:
            return 1.0
        return float(np.clip(np.quantile(ratios, self.share), 1 / MOST, MOST))

    def applied(self, forecast: Minutes) -> Minutes:
        """The forecast, stretched."""
        return np.maximum((forecast + self.floor_min) * self.stretch - self.floor_min, 0.0)
