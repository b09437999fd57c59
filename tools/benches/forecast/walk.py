"""The walk: each day is forecast from the days before it, then taken in."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hub.forecasting.boosting import Missing
from hub.forecasting.formulas import ql, qlm
from hub.forecasting.history import History
from hub.forecasting.nightly import Nightly, Rows
from hub.forecasting.queue_day import Minutes
from tools.benches.forecast.observed import Observed, observe, queue_days
from tools.benches.forecast.records import BadRecords, QueueKey, Records

LEAVING_PER_MIN = 1 / 600
"""Theta: one gives up in ten hours of waiting. The records do not tell who left; the hub starts with the same."""

PREDICTORS = ("published", "les", "hol", "ql", "qlm", "history", "boosting", "ours")


@dataclass(frozen=True, slots=True)
class Walked:
    """One forecast day. ``told``: minutes of each predictor; ``p80``: ours."""

    date: str
    told: dict[str, Minutes]
    p80: Minutes
    waits: Minutes
    at_least: NDArray[np.bool_]
    undecided: int


def baselines(rows: Rows) -> dict[str, Minutes]:
    """The predictors that learn nothing. Before a queue's first call of the day there is no LES."""
    ahead = rows["ahead"] - 1
    counters = np.maximum(np.nan_to_num(rows["shown_open"], nan=1.0), 1.0)
    effective_min = rows["live_60"] / rows["ahead"] * counters
    return {
        "published": rows["shown_published"],
        "les": rows["les"],
        "hol": rows["hol"],
        "ql": ql(ahead, counters, effective_min),
        "qlm": qlm(ahead, counters, effective_min, LEAVING_PER_MIN),
        "history": rows["base"],
    }


def walk(
    train: Records, test: Records | None, warm_up: int, nightly: Nightly, say: Callable[[str], None]
) -> list[Walked]:
    """Forecast the test days, or without any every day after the first ``warm_up``. Raises ``BadRecords``."""
    twice = set(train.tickets) & set(test.tickets) if test else set[QueueKey]()
    if twice:
        raise BadRecords(f"{' '.join(min(twice))} is in both folders: a day that is judged must not be learned from")
    if test and test.dates[0] <= train.dates[-1]:
        say(f"test days begin on {test.dates[0]}, training days end on {train.dates[-1]}: not every day is from before")
    history, walked = History(), list[Walked]()
    blind = test is not None and not test.snapshots
    steps = [(train, date, test is None and count >= warm_up) for count, date in enumerate(train.dates)]
    steps += [(test, date, True) for date in test.dates] if test else []
    for count, (records, date, counts) in enumerate(steps, 1):
        days = queue_days(records, date)
        observed = observe(records, date, days, history)
        if blind:  # what the days to be judged never tell must not be learned from
            observed.rows.update(
                {name: np.full(observed.waits.size, np.nan) for name in observed.rows if "shown" in name}
            )
        if counts and observed.waits.size:
            walked.append(forecast_day(observed, nightly))
        for day in days.values():
            history.learn(day)
        if count > 1:  # with no history the base says nothing that a later day could learn from
            nightly.learn(observed.rows, observed.waits, observed.at_least)
        if count < len(steps):
            train_or_go_on(nightly, say)
        say(f"{date}: {observed.waits.size} moments, day {count} of {len(steps)}")
    return walked


def train_or_go_on(nightly: Nightly, say: Callable[[str], None]) -> None:
    """The night's training; without scikit-learn the base alone goes on, and that is told once."""
    try:
        nightly.train()
    except Missing as missing:
        nightly.boosting = False
        say(f"{missing}; going on without it")


def forecast_day(observed: Observed, nightly: Nightly) -> Walked:
    """Every predictor on the moments of one day."""
    told = nightly.forecast(observed.rows)
    every = baselines(observed.rows)
    every["boosting"] = told.boosted if told.boosted is not None else np.full(told.p50.size, np.nan)
    every["ours"] = told.p50
    return Walked(observed.date, every, told.p80, observed.waits, observed.at_least, observed.undecided)
