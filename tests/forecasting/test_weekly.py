"""What the hall's week looks like, and how much of it chance may be."""

import pytest

from hub.forecasting.lessons import HOURS
from hub.forecasting.weekly import arrivals_of, coming_of, slowness_of, usual_of
from tests.forecasting.days import FAST, arrived, day_of, given


def test_a_weekday_that_is_fuller_each_week_is_expected_to_be_fuller() -> None:
    days = [day_of(n, arrived=[arrived(9, 60 if n % 7 == 0 else 30)]) for n in range(28)]
    expected = arrivals_of(days)
    assert 50 < expected[9] < 60
    assert expected[2 * HOURS + 9] == pytest.approx(30, abs=2)
    assert expected[10] == 0


def test_a_weekday_that_was_never_seen_is_expected_like_the_others() -> None:
    expected = arrivals_of([day_of(n, arrived=[arrived(9, 30)]) for n in range(5)])
    assert expected[6 * HOURS + 9] == pytest.approx(30)


def test_the_last_weeks_count_more_than_those_before() -> None:
    days = [day_of(n, arrived=[arrived(9, 20 if n < 14 else 40)]) for n in range(28)]
    assert arrivals_of(days)[9] > 32


def test_kinds_share_each_hour_s_arrivals() -> None:
    days = [
        day_of(n, arrived=[arrived(9, 90), arrived(9, 10, FAST), arrived(10, 50), arrived(10, 50, FAST)])
        for n in range(20)
    ]
    fast, walk_in = sorted(coming_of(days), key=lambda each: each.priority)
    assert fast.shares[9] == pytest.approx(0.1, abs=0.01)
    assert fast.shares[10] == pytest.approx(0.5, abs=0.01)
    assert sum(each.shares[9] for each in (fast, walk_in)) == pytest.approx(1, abs=1e-4)


def test_an_item_s_usual_service_is_that_of_services_for_it_alone() -> None:
    usual = usual_of([day_of(0, given=[given(9, 10, 300), given(10, 30, 500), given(9, 5, 900, "pension")])])
    assert (usual["card"].mean_s, usual["pension"].mean_s) == (450, 900)


def test_an_hour_that_is_slower_each_day_is_known_as_slower() -> None:
    days = [day_of(n, given=[given(hour, 60, 720 if hour == 12 else 600) for hour in range(9, 17)]) for n in range(20)]
    slowness = slowness_of(days, usual_of(days))
    assert slowness[12] > 1.1 * slowness[10]
    assert slowness[12] == slowness[3 * HOURS + 12]


def test_hours_that_differ_no_more_than_by_chance_are_all_alike() -> None:
    days = [day_of(n, given=[given(hour, 5, 600 + 20 * ((hour + n) % 3)) for hour in range(9, 17)]) for n in range(20)]
    assert set(slowness_of(days, usual_of(days))) == {1.0}


def test_no_day_teaches_nothing() -> None:
    assert arrivals_of([]) == ()
    assert coming_of([]) == ()
    assert set(slowness_of([], {})) == {1.0}
