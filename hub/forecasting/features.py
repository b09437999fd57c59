"""What a forecast may look at: a row of numbers for each moment, from tickets issued and calls made up to it.

Everything here is known at the moment itself (a property test changes the future and finds every row the same).
Times are minutes, nan is "not known".
"""

from dataclasses import dataclass

import numpy as np

from hub.forecasting.formulas import hol, les, pick
from hub.forecasting.history import History, until_called
from hub.forecasting.queue_day import Minutes, QueueDay

LIVE_MIN = (15.0, 30.0, 60.0)
"""How far back the live pace looks."""

LIVE_PRIOR_CALLS = 3.0
"""How many calls the historic pace is worth beside today's."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the displays told at each moment; nan where they told nothing. ``published``: the wait in minutes."""

    waiting: Minutes
    open_counters: Minutes
    published: Minutes

    @classmethod
    def nothing(cls, count: int) -> "Shown":
        """No display: only tickets and calls are known."""
        return cls(*(np.full(count, np.nan) for _ in range(3)))


def features(day: QueueDay, others: list[QueueDay], at: Minutes, shown: Shown, history: History) -> dict[str, Minutes]:
    """All features by name, each as long as ``at``. ``others``: every queue of the office that day, this one included."""
    ahead = day.ahead(at)
    rows = pace_features(day, at, ahead, history) | line_features(day, at, ahead) | office_features(others, at)
    return rows | {
        "shown_waiting": shown.waiting,
        "shown_open": shown.open_counters,
        "shown_published": shown.published,
        "minute": at,
        "weekday": np.full(at.size, float(day.weekday)),
    }


def pace_features(day: QueueDay, at: Minutes, ahead: Minutes, history: History) -> dict[str, Minutes]:
    """The walk through the day at its historic pace, and how today compares with it."""
    capacity = history.capacity(day.key, day.weekday)
    grid = np.arange(capacity.size, dtype=np.float64)
    busy = np.concatenate([[0.0], np.cumsum(day.busy())])
    speed = np.concatenate([[0.0], np.cumsum(day.busy() * np.diff(capacity)[: busy.size - 1])])
    base = until_called(capacity, at, ahead)
    rows = {"base": base, "pace": base / np.maximum(ahead, 1.0)}
    day_grid, whole = grid[: busy.size], np.floor(at)  # the minute that is under way is not known yet
    for back in (*LIVE_MIN, 600.0):
        calls = day.called_in(at, back)
        expected = np.interp(whole, day_grid, speed) - np.interp(whole - back, day_grid, speed)
        busy_min = np.interp(whole, day_grid, busy) - np.interp(whole - back, day_grid, busy)
        ratio = (expected + LIVE_PRIOR_CALLS) / (calls + LIVE_PRIOR_CALLS)
        rows[f"slowness_{back:.0f}"] = ratio
        rows[f"live_{back:.0f}"] = ahead * (busy_min + LIVE_PRIOR_CALLS * 10) / (calls + LIVE_PRIOR_CALLS)
        rows[f"calls_{back:.0f}"] = calls
    rows["base_live"] = base * rows["slowness_60"]
    seen = history.of(day.key)
    rows["days_seen"] = np.full(at.size, float(seen.days))
    rows["to_end"] = seen.end_min(day.weekday) - at
    rows["rate"] = np.full(at.size, history.overall(day.key))
    return rows


def line_features(day: QueueDay, at: Minutes, ahead: Minutes) -> dict[str, Minutes]:
    """The line itself: who is in it since when, what those called last have waited."""
    waiting = day.waiting(at)
    some = waiting.any(axis=1)
    columns = waiting.shape[1]
    last = columns - 1 - np.argmax(waiting[:, ::-1], axis=1) if columns else np.zeros(at.size, int)
    calls = np.searchsorted(day.calls, at, side="right")
    rows = {
        "ahead": ahead,
        "hol": hol(day, at),
        "newest": np.where(some, at - pick(day.issued, last), np.nan),
        "les": les(day, at),
        "since_call": at - pick(day.calls, calls - 1),
        "called": calls.astype(np.float64),
    }
    sums = np.concatenate([[0.0], np.cumsum(day.waits)])
    for several in (5, 15):
        begin = np.maximum(calls - several, 0)
        rows[f"les_{several}"] = np.where(calls > 0, (sums[calls] - sums[begin]) / np.maximum(calls - begin, 1), np.nan)
    for back in LIVE_MIN:
        rows[f"issued_{back:.0f}"] = day.issued_in(at, back)
    return rows


def office_features(others: list[QueueDay], at: Minutes) -> dict[str, Minutes]:
    """The whole office: its queues share counters."""
    ahead = sum((each.ahead(at) for each in others), np.zeros(at.size))
    rows = {"office_ahead": ahead}
    for back in (10.0, 30.0, 60.0):
        rows[f"office_calls_{back:.0f}"] = sum((each.called_in(at, back) for each in others), np.zeros(at.size))
        rows[f"office_issued_{back:.0f}"] = sum((each.issued_in(at, back) for each in others), np.zeros(at.size))
    return rows
