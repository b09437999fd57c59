"""A queue's day: who waits when, and what came of the last in line."""

import math

import numpy as np
import pytest

from hub.forecasting.formulas import hol, les, ql, qlm
from hub.forecasting.queue_day import outcomes
from tests.forecasting.made import a_day, minutes

DAY = a_day([540, 542, 550], [545, 560, 561])
NEVER = a_day([540, 542], [545, math.inf])


def test_who_came_and_was_not_called_is_waiting() -> None:
    at = minutes(539, 540, 542, 545, 555, 561)
    assert DAY.ahead(at).tolist() == DAY.waiting(at).sum(axis=1).tolist() == [0, 1, 2, 1, 2, 0]


def test_the_outcome_is_the_time_until_the_last_in_line_is_called() -> None:
    came = outcomes(DAY, minutes(541, 543, 555, 561), 600)
    assert came.minutes[:3].tolist() == [4, 17, 6]
    assert np.isnan(came.minutes[3])
    assert not came.at_least.any()


def test_the_last_in_line_counts_even_where_it_is_called_before_others() -> None:
    assert outcomes(a_day([540, 541], [560, 545]), minutes(542), 600).minutes.tolist() == [3]


def test_who_is_never_called_has_waited_at_least_until_the_end() -> None:
    came = outcomes(NEVER, minutes(541, 543), 600)
    assert came.minutes.tolist() == [4, 57]
    assert came.at_least.tolist() == [False, True]


def test_tickets_out_of_order_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="North, queue a: tickets are not in the order"):
        a_day([542, 540], [545, 546])


def test_only_minutes_with_somebody_waiting_are_busy() -> None:
    busy = a_day([540, 600], [545, 602]).busy()
    assert np.flatnonzero(busy).tolist() == [*range(540, 546), *range(600, 603)]


def test_les_is_the_wait_of_the_last_called_and_hol_the_age_of_the_first_in_line() -> None:
    at = minutes(541, 546, 560.5)
    assert np.isnan(les(DAY, at)[0])
    assert les(DAY, at)[1:].tolist() == [5, 18]
    assert hol(DAY, at).tolist() == [1, 4, 10.5]


def test_ql_counts_everyone_ahead_and_oneself() -> None:
    assert ql(minutes(0, 3), minutes(1, 2), minutes(8, 8)).tolist() == [8, 16]


def test_qlm_without_leavers_is_ql_and_with_them_is_shorter() -> None:
    words = (minutes(0, 3), minutes(1, 2), minutes(8, 8))
    assert qlm(*words, 0.0).tolist() == pytest.approx([8, 16])
    assert (qlm(*words, 0.05)[1:] < ql(*words)[1:]).all()
    # sum over i of 1 / (s / m + i theta), by hand
    assert qlm(minutes(1), minutes(1), minutes(10), 0.1).tolist() == pytest.approx([1 / 0.1 + 1 / 0.2])
