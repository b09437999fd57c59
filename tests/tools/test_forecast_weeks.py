"""tools/bench forecast --weeks: what is judged."""

from tools.benches.forecast.weeks import Kept80, Way, hall_of_weeks, judged, run_day, visits_of, workday


def test_hours_that_hold_too_often_and_too_seldom_do_not_make_up_for_each_other() -> None:
    found = [Kept80(9, 60, 120, 60.0)] * 5 + [Kept80(10, 60, 120, 180.0)] * 5
    figures = judged(found)
    assert (figures["p50"], figures["p80"], figures["mae_min"]) == (0.5, 0.5, 1.0)
    assert figures["p80_off"] == 0.5


def test_the_same_citizens_come_whatever_way_is_judged() -> None:
    setup = hall_of_weeks()
    assert visits_of(setup, 3, "1") == visits_of(setup, 3, "1")
    assert [workday(number).weekday() for number in range(7)] == [0, 1, 2, 3, 4, 0, 1]


def test_a_hall_that_has_learned_promises_by_its_lessons() -> None:
    way = Way("range")
    days = [run_day(way, hall_of_weeks(), number, "1") for number in range(5)]
    assert way.lessons().trust > 0
    assert all(days)
    told = [each for kept in way.days[-1:] for each in kept.promises]
    assert len(told) > 100
