"""Nightly: boosting that has earned it is used, boosting that has not is not, and the range keeps its word."""

import numpy as np
import pytest

from hub.forecasting.boosting import LEAST_ROWS, MOST_MIN, fit
from hub.forecasting.nightly import Nightly, Rows
from hub.forecasting.queue_day import Minutes

ROWS = LEAST_ROWS
TREES = 40
"""Enough to tell two truths apart."""


def a_day(seed: int) -> tuple[Rows, Minutes]:
    """Waits are twice the base where one feature is set, and the base where it is not; plus chance."""
    draw = np.random.default_rng(seed)
    base, slow = draw.uniform(5, 60, ROWS), draw.integers(0, 2, ROWS).astype(np.float64)
    return {"base": base, "slow": slow, "shown": np.full(ROWS, np.nan)}, base * (1 + slow) * draw.lognormal(
        0, 0.2, ROWS
    )


def sure(waits: Minutes) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.zeros(waits.size, bool)


def taught(days: int, boosting: bool = True) -> Nightly:
    nightly = Nightly(boosting, trees=TREES)
    for seed in range(days):
        rows, waits = a_day(seed)
        nightly.learn(rows, waits, sure(waits))
        nightly.train()
    return nightly


def mean_error(forecast: Minutes, waits: Minutes) -> float:
    return float(np.abs(forecast - waits).mean())


def test_boosting_finds_what_the_base_does_not_know() -> None:
    rows, waits = a_day(99)
    told = taught(3).forecast(rows)
    assert mean_error(told.p50, waits) < 0.5 * mean_error(told.base, waits)
    assert float((waits <= told.p80).mean()) == pytest.approx(0.8, abs=0.06)
    assert (told.p80 >= told.p50).all()


def test_the_same_days_give_the_same_forecast() -> None:
    rows, _ = a_day(99)
    assert taught(2).forecast(rows).p50.tolist() == taught(2).forecast(rows).p50.tolist()


def test_without_boosting_the_base_is_told_with_a_range_that_keeps_its_word() -> None:
    rows, waits = a_day(99)
    told = taught(4, boosting=False).forecast(rows)
    assert told.boosted is None
    assert told.p50.tolist() == rows["base"].tolist()
    assert float((waits <= told.p80).mean()) == pytest.approx(0.8, abs=0.05)


def test_boosting_that_erred_more_than_the_base_is_not_used() -> None:
    nightly = taught(3)
    rows, _ = a_day(99)
    for _ in range(5):  # the hall has changed: the base is right now
        nightly.learn(rows, rows["base"], sure(rows["base"]))
    told = nightly.forecast(rows)
    assert not nightly.trusted
    assert told.boosted is not None
    assert told.p50.tolist() == told.base.tolist()


def test_a_few_moments_train_nothing() -> None:
    rows, waits = a_day(1)
    assert fit({name: values[:-1] for name, values in rows.items()}, waits[:-1], trees=TREES) is None


def test_absurd_waits_are_capped() -> None:
    rows, waits = a_day(1)
    model = fit(rows, waits * 1e6, trees=TREES)
    assert model is not None
    assert max(float(each.max()) for each in model.predict(rows)) <= MOST_MIN


def test_a_day_without_anybody_teaches_nothing() -> None:
    nightly = Nightly()
    nightly.learn({}, np.empty(0), np.empty(0, bool))
    nightly.train()
    assert nightly.rows == []


def test_rows_that_tell_nothing_train_nothing_and_one_unknown_feature_breaks_nothing() -> None:
    rows, waits = a_day(1)
    same = {name: np.full(ROWS, 5.0) for name in rows}
    assert fit(same, waits, trees=TREES) is None
    model = fit(rows, waits, trees=TREES)
    assert model is not None
    assert model.names == ("base", "slow")
