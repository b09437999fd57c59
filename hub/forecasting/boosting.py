"""The optional correction by gradient boosting (scikit-learn, extra ``forecast``), trained on the days before.

Several models learn the same median on different scales, and their mean is the forecast: the mean absolute error is least
at the conditional median, and models that err differently err less together. One more learns the 80 % point.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from hub.forecasting.queue_day import Minutes

LEAST_ROWS = 500
"""Moments to learn from before a correction is worth anything."""

MOST_MIN = 480.0
"""No forecast is longer than a working day."""

SCALE_MIN = 5.0
"""Added to the base before it divides: below it an error is an error of the clock."""


class Missing(RuntimeError):
    """scikit-learn is not installed; the text tells what to do."""


class Regressor(Protocol):
    """What is used of scikit-learn."""

    def fit(self, x: Minutes, y: Minutes, sample_weight: Minutes | None = None) -> object:
        """Learn."""

    def predict(self, x: Minutes) -> Minutes:
        """A forecast for each row."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How a wait is seen by one model: ``to`` its target, ``back`` to minutes, what an error ``weighs``."""

    to: Callable[[Minutes, Minutes], Minutes]
    back: Callable[[Minutes, Minutes], Minutes]
    weighs: Callable[[Minutes], Minutes]


def ones(base: Minutes) -> Minutes:
    """Every error weighs the same."""
    return np.ones(base.size)


PLAIN = Scale(lambda wait, base: wait, lambda told, base: told, ones)
BEYOND = Scale(lambda wait, base: wait - base, lambda told, base: told + base, ones)
RATIO = Scale(
    lambda wait, base: wait / (base + SCALE_MIN),
    lambda told, base: told * (base + SCALE_MIN),
    lambda base: base + SCALE_MIN,
)
SCALES = (PLAIN, BEYOND, RATIO)


@dataclass(slots=True)
class Boosting:
    """Fitted models with the names of their columns."""

    names: tuple[str, ...]
    medians: list[tuple[Scale, Regressor]]
    upper: tuple[Scale, Regressor]

    def predict(self, rows: Mapping[str, Minutes]) -> tuple[Minutes, Minutes]:
        """P50 and P80 of each row in minutes, never below zero, never crossed."""
        x, base = matrix(rows, self.names), capped(rows["base"])
        with one_thread():
            told = [scale.back(np.asarray(model.predict(x)), base) for scale, model in self.medians]
            above = self.upper[0].back(np.asarray(self.upper[1].predict(x)), base)
        p50 = np.clip(np.mean(told, axis=0), 0.0, MOST_MIN)
        return p50, np.clip(above, p50, MOST_MIN)


def fit(rows: Mapping[str, Minutes], waits: Minutes, weights: Minutes | None = None, seed: int = 1) -> Boosting | None:
    """Learn from rows and what came of them (minutes); None while there are too few. Raises ``Missing``.

    The same rows and seed give the same forecasts.
    """
    if waits.size < LEAST_ROWS:
        return None
    names = tuple(sorted(rows))
    x, base, every = matrix(rows, names), capped(rows["base"]), np.ones(waits.size) if weights is None else weights
    wanted = np.minimum(waits, MOST_MIN)

    def learned(scale: Scale, number: int, **loss: Any) -> tuple[Scale, Regressor]:
        model = regressor(seed + number, **loss)
        model.fit(x, scale.to(wanted, base), sample_weight=scale.weighs(base) * every)
        return scale, model

    with one_thread():
        medians = [learned(scale, number, loss="absolute_error") for number, scale in enumerate(SCALES)]
        upper = learned(RATIO, len(SCALES), loss="quantile", quantile=0.8)
    return Boosting(names, medians, upper)


def regressor(seed: int, **loss: Any) -> Regressor:
    """An untrained model. Raises ``Missing``."""
    try:
        from sklearn.ensemble import HistGradientBoostingRegressor
    except ImportError as error:
        raise Missing("gradient boosting needs scikit-learn: install anycounter[forecast]") from error
    model: Regressor = HistGradientBoostingRegressor(
        learning_rate=0.05,
        max_iter=200,
        max_leaf_nodes=31,
        min_samples_leaf=40,
        l2_regularization=1.0,
        early_stopping=False,
        random_state=seed,
        **loss,
    )
    return model


def one_thread() -> Any:
    """Several threads of OpenMP wait for each other by spinning: on a busy box a fit took forty times as long."""
    try:
        from threadpoolctl import threadpool_limits
    except ImportError as error:
        raise Missing("gradient boosting needs scikit-learn: install anycounter[forecast]") from error
    return threadpool_limits(limits=1)


def matrix(rows: Mapping[str, Minutes], names: Sequence[str]) -> Minutes:
    """A column for each name; nan throughout where a row has no such feature."""
    size = rows["base"].size
    return np.column_stack([rows.get(name, np.full(size, np.nan)) for name in names])


def capped(base: Minutes) -> Minutes:
    """The base, no longer than a working day."""
    return np.minimum(base, MOST_MIN)
