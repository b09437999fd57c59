"""From waits to figures with intervals."""

import math

import pytest

from hub.planning.day import DayRun, Waited
from hub.planning.result import DayFigures, day_figures, estimate, load_ratio, quantile, ratio, student, summed

HOUR = 3600.0


def a_day(*waits: float, worked: dict[int, float] | None = None, refused: int = 0) -> DayFigures:
    rows = tuple(Waited(9 * HOUR + 60 * place, "card", wait_s) for place, wait_s in enumerate(waits))
    work = worked or {1: 3600.0, 2: 1800.0}
    return day_figures(DayRun(rows, work, dict.fromkeys(work, 7200.0), refused, 0), lambda item: f"line of {item}")


def test_a_day_s_figures_are_waits_that_somebody_had() -> None:
    day = a_day(0, 60, 120, 901, refused=1)
    assert day.figures == {
        "mean_s": 270.25, "p50_s": 60, "p95_s": 901, "over_15": 0.25, "worst_s": 901, "worst_walk_in_s": 901,
        "load_ratio": 2.0, "visits": 5, "unserved": 1,
    }  # fmt: skip
    assert day.hours == {9: (4, 1081.0, 1)}
    assert day.lines == {"line of card": (4, 1081.0, 1)}
    assert day.load == {1: 0.5, 2: 0.25}


def test_a_wait_of_fifteen_minutes_is_not_longer_than_fifteen_minutes() -> None:
    assert a_day(900.0).figures["over_15"] == 0


def test_a_day_without_visits_has_waited_for_nothing() -> None:
    assert a_day().figures["mean_s"] == a_day().figures["p95_s"] == a_day().figures["over_15"] == 0


def test_the_worst_wait_of_walk_ins_leaves_bookings_and_priorities_out() -> None:
    rows = (Waited(0, "card", 10), Waited(0, "card", 30, booked=True), Waited(0, "card", 20, priority="priority"))
    found = day_figures(DayRun(rows, {}, {}, 0, 0), lambda item: item)
    assert (found.figures["worst_s"], found.figures["worst_walk_in_s"]) == (30, 10)


def test_the_load_counts_open_time_alone() -> None:
    run = DayRun((), {1: 600.0, 2: 600.0, 3: 0.0}, {1: 1200.0, 2: 2400.0}, 0, 0)
    assert day_figures(run, str).load == {1: 0.5, 2: 0.25}


def test_the_load_ratio_of_idle_counters_is_no_division_by_zero() -> None:
    assert load_ratio({1: 0.5, 2: 0.0}) == math.inf
    assert load_ratio({1: 0.0, 2: 0.0}) == load_ratio({}) == 1.0


@pytest.mark.parametrize(("freedom", "expected"), [(4, 2.776), (9, 2.262), (29, 2.045), (199, 1.972)])
def test_student_s_quantile_is_that_of_the_tables(freedom: int, expected: float) -> None:
    assert student(freedom) == pytest.approx(expected, rel=0.01)


def test_an_interval_is_student_s() -> None:
    found = estimate([1.0, 2.0, 3.0, 4.0, 5.0])
    assert found.mean == 3.0
    assert found.half == pytest.approx(2.776 * 1.5811 / 5**0.5, rel=0.01)


def test_one_day_has_no_interval() -> None:
    assert estimate([5.0]).half is None
    assert estimate([5.0, math.inf]).half is None


def test_a_ratio_is_the_sum_over_the_sum() -> None:
    found = ratio([1.0, 3.0], [10.0, 10.0])
    assert found.mean == 0.2
    assert found.half is not None
    assert ratio([0.0], [0.0]).mean == 0.0


def test_days_add_up_and_no_day_is_an_error() -> None:
    found = summed([a_day(0, 1000), a_day(0, 0)])
    assert found.of_day["over_15"].mean == 0.25
    assert found.hours[9].visits.mean == 2
    assert found.longest_s == 1000
    with pytest.raises(ValueError, match="no day"):
        summed([])


def test_the_nearest_rank_is_taken() -> None:
    assert [quantile([1, 2, 3, 4], share) for share in (0.0, 0.5, 0.51, 1.0)] == [1, 2, 3, 4]
    assert quantile([], 0.5) == 0.0
