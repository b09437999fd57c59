"""History: the pace of the days before, by queue, weekday and part of the day."""

import numpy as np
import pytest

from hub.forecasting.history import FIRST_RATE, SLOWEST_RATE, History, until_called
from tests.forecasting.made import a_day, minutes, steady


def learned(*days: object) -> History:
    history = History()
    for day in days:
        history.learn(day)  # type: ignore[arg-type]
    return history


def test_a_steady_pace_is_found() -> None:
    history = learned(*(steady(4.0) for _ in range(8)))
    wait = until_called(history.capacity(("North", "a"), 0), minutes(600), minutes(10))
    assert wait[0] == pytest.approx(40, rel=0.05)


def test_a_weekday_has_its_own_pace_once_it_is_known() -> None:
    history = learned(*(steady(4.0, weekday=0) for _ in range(8)), *(steady(8.0, weekday=3) for _ in range(8)))
    on = [until_called(history.capacity(("North", "a"), day), minutes(600), minutes(10))[0] for day in (0, 3)]
    assert on[0] == pytest.approx(40, rel=0.15)
    assert on[1] == pytest.approx(80, rel=0.15)


def test_a_break_is_walked_through() -> None:
    before = [540 + 5 * place for place in range(1, 13)]
    after = [660 + 5 * place for place in range(1, 37)]
    day = a_day([540] * 48, [float(minute) for minute in before + after])
    wait = until_called(learned(*[day] * 10).capacity(("North", "a"), 0), minutes(595), minutes(3))
    assert 60 < wait[0] < 80


def test_an_idle_queue_is_no_slow_one() -> None:
    busy, idle = (
        steady(5.0, 12),
        a_day([540.0 + 60 * hour for hour in range(6)], [545.0 + 60 * hour for hour in range(6)]),
    )
    assert learned(*[idle] * 9).overall(("North", "a")) == pytest.approx(
        learned(*[busy] * 9).overall(("North", "a")), rel=0.2
    )


def test_an_unknown_queue_is_paced_like_its_office_and_an_unknown_office_like_all() -> None:
    history = learned(*(steady(4.0) for _ in range(9)))
    assert history.overall(("North", "new")) == history.overall(("North", ""))
    assert history.overall(("South", "new")) == history.overall(("", ""))
    assert learned().overall(("South", "new")) == pytest.approx(FIRST_RATE)


def test_a_wait_ends_even_where_nobody_was_ever_called() -> None:
    never = a_day([540], [np.inf])
    capacity = learned(*[never] * 3).capacity(("North", "a"), 0)
    assert (np.diff(capacity) >= SLOWEST_RATE * 0.999).all()
    assert np.isfinite(until_called(capacity, minutes(541), minutes(5))).all()


def test_the_end_of_a_day_is_told_from_the_same_weekday() -> None:
    history = learned(steady(5.0, 10, weekday=0), steady(5.0, 20, weekday=1))
    seen = history.of(("North", "a"))
    assert (seen.end_min(0), seen.end_min(1), seen.end_min(2)) == (590, 640, 615)
    assert np.isnan(history.of(("North", "new")).end_min(0))
