"""The night's factors on promised ranges."""

import random

import pytest

from hub.forecasting.lessons import Stretch
from hub.forecasting.recalibration import DAYS, LEAST, MOST, quantile, stretches_of
from tests.forecasting.days import day_of, promise


def waits(seed: int, factor: float, count: int = 100) -> list[float]:
    """Of which half are below 600 s times the factor and four fifths below 900 s times it, two minutes added to each."""
    draw = random.Random(seed)
    return [max(720 * factor * draw.lognormvariate(0, 0.416) - 120, 0.0) for _ in range(count)]


def test_honest_promises_are_left_as_they_are() -> None:
    p50, p80 = stretches_of([day_of(n, promises=[promise(w) for w in waits(n, 1.0)]) for n in range(DAYS)])
    assert p50.overall == pytest.approx(1, abs=0.06)
    assert p80.overall == pytest.approx(1, abs=0.06)


def test_an_hour_that_was_promised_too_little_is_promised_more_and_the_others_are_not() -> None:
    days = [
        day_of(n, promises=[promise(w, 9) for w in waits(n, 1.0)] + [promise(w, 12) for w in waits(n + 50, 1.5)])
        for n in range(DAYS)
    ]
    for found in stretches_of(days):
        assert found.of(12, "card") == pytest.approx(1.5, abs=0.15)
        assert found.of(9, "card") == pytest.approx(1.0, abs=0.1)
        assert found.of(15, "card") == found.overall * found.items["card"]


def test_an_item_with_few_promises_is_drawn_to_all() -> None:
    days = [
        day_of(n, promises=[promise(w) for w in waits(n, 1.0)] + [promise(w, item="benefit") for w in waits(n, 1.9, 1)])
        for n in range(DAYS)
    ]
    assert stretches_of(days)[1].items["benefit"] == pytest.approx(1, abs=0.1)


def test_few_promises_correct_nothing() -> None:
    assert stretches_of([day_of(0, promises=[promise(5000.0)] * (LEAST - 1))]) == (Stretch(), Stretch())


def test_days_that_are_long_over_count_no_more() -> None:
    late = [day_of(n, promises=[promise(w) for w in waits(n, 1.0)]) for n in range(30, 30 + DAYS)]
    early = [day_of(n, promises=[promise(w) for w in waits(n, 1.9)]) for n in range(30)]
    assert stretches_of(early + late) == stretches_of(late)


def test_whoever_left_uncalled_has_waited_at_least_so_long() -> None:
    assert quantile([(1.0, False), (2.0, False), (3.0, False), (4.0, False)], 0.5) == 2.0
    assert quantile([(1.0, True), (2.0, False), (3.0, False), (4.0, False)], 0.5) == 3.0
    assert quantile([(1.0, True)], 0.5) == 1.0
    called = [promise(w) for w in waits(1, 1.0, LEAST)]
    left = [promise(400.0, at_least=True)] * LEAST
    with_leavers = stretches_of([day_of(0, promises=called + left)])[0].overall
    assert with_leavers > stretches_of([day_of(0, promises=called)])[0].overall


def test_no_factor_is_beyond_all_measure() -> None:
    p50, _ = stretches_of([day_of(0, promises=[promise(90_000.0)] * LEAST)])
    assert p50.overall == MOST
