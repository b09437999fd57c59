"""The optional correction by gradient boosting (scikit-learn, extra ``forecast``), trained on the days before.

Two models learn the median, one of the wait and one of what it is beyond the base, and their mean is the forecast: the mean
absolute error is least at the conditional median, and models that err differently err less together. A third learns the
80 % point. No weights: with them scikit-learn computes every leaf several times slower.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from hub.forecasting.queue_day import Minutes

LEAST_ROWS = 500
"""Moments to learn from before a correction is worth anything."""

MOST_MIN = 480.0
"""No forecast is longer than a working day."""

TREES = 250
LEAVES, LEAF_ROWS = 31, 40
"""Of each tree at most; in each leaf at least."""


class Missing(RuntimeError):
    """scikit-learn is not installed; the text tells what to do."""


class Regressor(Protocol):
    """What is used of scikit-learn."""

    def fit(self, x: Minutes, y: Minutes) -> object:
        """Learn."""

    def predict(self, x: Minutes) -> Minutes:
        """A forecast for each row."""


@dataclass(slots=True)
class Boosting:
    """Fitted models with the names of their columns: the wait itself, what it is beyond the base, the 80 % point beyond it."""

    names: tuple[str, ...]
    plain: Regressor
    beyond: Regressor
    upper: Regressor

    def predict(self, rows: Mapping[str, Minutes]) -> tuple[Minutes, Minutes]:
        """P50 and P80 of each row in minutes, never below zero, never crossed."""
        x, base = matrix(rows, self.names), capped(rows["base"])
        with one_thread():
            told = np.asarray(self.plain.predict(x)), base + np.asarray(self.beyond.predict(x))
            above = base + np.asarray(self.upper.predict(x))
        p50 = np.clip(np.mean(told, axis=0), 0.0, MOST_MIN)
        return p50, np.clip(above, p50, MOST_MIN)


def fit(rows: Mapping[str, Minutes], waits: Minutes, seed: int = 1, trees: int = TREES) -> Boosting | None:
    """Learn from rows and what came of them (minutes); None while there are too few. Raises ``Missing``.

    The same rows and seed give the same forecasts.
    """
    names = tuple(name for name in sorted(rows) if tells(rows[name]))
    if waits.size < LEAST_ROWS or not names:
        return None
    x, base, wanted = matrix(rows, names), capped(rows["base"]), np.minimum(waits, MOST_MIN)
    plain = regressor(seed, trees, loss="absolute_error")
    beyond = regressor(seed + 1, trees, loss="absolute_error")
    upper = regressor(seed + 2, trees, loss="quantile", quantile=0.8)
    with one_thread():
        plain.fit(x, wanted)
        beyond.fit(x, wanted - base)
        upper.fit(x, wanted - base)
    return Boosting(names, plain, beyond, upper)


def tells(values: Minutes) -> bool:
    """Does a feature differ anywhere? scikit-learn breaks on one that is nowhere known."""
    known = values[np.isfinite(values)]
    return bool(known.size) and bool(known.min() < known.max())


def regressor(seed: int, trees: int, **rest: Any) -> Regressor:
    """An untrained model. ``rest``: its loss, and its shape where that is another than usual. Raises ``Missing``."""
    shape = {"max_leaf_nodes": LEAVES, "min_samples_leaf": LEAF_ROWS, **rest}
    model: Regressor = boosted_trees()(
        learning_rate=0.05,
        max_iter=trees,
        max_features=0.4,
        l2_regularization=1.0,
        early_stopping=False,
        random_state=seed,
        **shape,
    )
    return model


def boosted_trees() -> Any:
    """The class of scikit-learn. Raises ``Missing``."""
    try:
        from sklearn.ensemble import HistGradientBoostingRegressor
    except ImportError as error:
        raise Missing("gradient boosting needs scikit-learn: install anycounter[forecast]") from error
    return HistGradientBoostingRegressor


def one_thread() -> Any:
    """Several threads of OpenMP wait for each other by spinning: on a busy box a fit took forty times as long.

    Only what is loaded can be limited, so scikit-learn comes first. Raises ``Missing``.
    """
    boosted_trees()
    from threadpoolctl import threadpool_limits

    return threadpool_limits(limits=1)


def matrix(rows: Mapping[str, Minutes], names: Sequence[str]) -> Minutes:
    """A column for each name; nan throughout where a row has no such feature."""
    size = rows["base"].size
    return np.column_stack([rows.get(name, np.full(size, np.nan)) for name in names])


def capped(base: Minutes) -> Minutes:
    """The base, no longer than a working day."""
    return np.minimum(base, MOST_MIN)
