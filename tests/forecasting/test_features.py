"""Features: nothing of them knows what comes."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hub.forecasting.features import Shown, features
from hub.forecasting.history import History
from hub.forecasting.queue_day import Minutes, QueueDay
from tests.forecasting.made import a_day, minutes, steady

NOW = 600.0


def past() -> History:
    history = History()
    history.learn(steady(6.0))
    history.learn(steady(3.0, queue="b"))
    return history


HISTORY = past()


def at_now(day: QueueDay, others: list[QueueDay], now: float = NOW) -> dict[str, Minutes]:
    return features(day, [day, *others], minutes(now), Shown.nothing(1), HISTORY)


@st.composite
def a_queue(draw: st.DrawFn, queue: str) -> QueueDay:
    """Tickets of a whole day; some are never called, and not all in turn."""
    clock = st.floats(480, 720)
    issued = sorted(draw(st.lists(clock, min_size=1, max_size=12)))
    waits = draw(st.lists(st.one_of(st.floats(0, 200), st.just(math.inf)), min_size=len(issued), max_size=len(issued)))
    return a_day(issued, [at + wait for at, wait in zip(issued, waits, strict=True)], queue)


@given(a_queue("a"), a_queue("b"), st.one_of(st.integers(480, 800), st.floats(480, 800)))
def test_changing_the_future_changes_no_feature_of_the_past(day: QueueDay, other: QueueDay, now: float) -> None:
    told = at_now(day, [other], now)
    known = at_now(day.until(now), [other.until(now)], now)
    for name, values in told.items():
        np.testing.assert_array_equal(values, known[name], err_msg=name)


def test_the_base_is_the_walk_through_the_historic_pace() -> None:
    told = at_now(a_day([590.0] * 5, [math.inf] * 5), [])
    assert told["ahead"].tolist() == [5]
    assert 20 < told["base"][0] < 40


def test_the_whole_office_is_counted_once() -> None:
    day, other = a_day([590, 591], [595, math.inf]), a_day([580, 590], [599, math.inf], "b")
    told = at_now(day, [other])
    assert (told["office_ahead"][0], told["office_calls_10"][0], told["ahead"][0]) == (2, 2, 1)


def test_what_is_not_known_is_nan_and_not_zero() -> None:
    told = at_now(a_day([590], [math.inf]), [])
    assert all(np.isnan(told[name][0]) for name in ("les", "since_call", "shown_published"))
