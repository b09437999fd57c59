"""The boosting in the hub: trained after two weeks, used while it wins, dropped when it loses."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from hub.forecasting.boosting import Missing
from hub.forecasting.correction import (
    JUDGED_DAYS,
    LEAST_DAYS,
    WON_DAYS,
    Correction,
    Judged,
    corrected,
    decided,
    fit_correction,
    judge,
    rows_of,
    verdict,
)  # fmt: skip
from hub.forecasting.facts import DayFacts, Promise
from hub.forecasting.lessons import Boost
from hub.forecasting.moment import OF_TICKET
from hub.forecasting.montecarlo import outlooks
from hub.forecasting.recalibration import MOST
from hub.forecasting.scene import scene_of
from tests.core.story import Story, setup
from tests.forecasting.days import NUMBERS, day_of

A_DAY = 260
OPEN = len(OF_TICKET) + 2
"""Place of the number of open counters."""


def truth(open_counters: int) -> float:
    """With few counters open the promises are too short, with many too long: no hour and no item tells."""
    return 1.6 if open_counters < 3 else 0.7


def day(number: int, factor: Callable[[int], float] = truth) -> DayFacts:
    draw = random.Random(number)
    promises = []
    for _ in range(A_DAY):
        base50_s, open_counters = draw.randint(300, 1800), draw.randint(1, 5)
        numbers = [float(base50_s), base50_s * 1.5, *NUMBERS[2:]]
        numbers[OPEN] = float(open_counters)
        wait_s = base50_s * factor(open_counters) * draw.lognormvariate(0, 0.2)
        promises.append(Promise("card", 9, base50_s, base50_s * 3 // 2, wait_s, False, tuple(numbers)))
    return day_of(number, promises=promises)


def days(count: int) -> list[DayFacts]:
    return [day(number) for number in range(count)]


def test_boosting_that_sees_what_no_hour_and_no_item_tells_is_used() -> None:
    boost = judge(days(LEAST_DAYS))
    assert (boost.state, boost.days) == ("on", JUDGED_DAYS)
    assert (boost.error_s or 0) < 0.8 * (boost.base_error_s or 0)


def test_before_two_weeks_nothing_is_trained() -> None:
    assert judge(days(LEAST_DAYS - 1)) == Boost("early")
    assert judge([*days(LEAST_DAYS - 1), day_of(LEAST_DAYS - 1)]) == Boost("early")


def test_boosting_is_dropped_when_it_loses() -> None:
    """The hall has changed the other way round, and what the boosting knows is wrong now."""
    changed = [day(number, lambda counters: 2.3 - truth(counters)) for number in range(20, 20 + JUDGED_DAYS)]
    boost = judge([*days(20), *changed])
    assert boost.state == "off"
    assert (boost.error_s or 0) > (boost.base_error_s or 0)


def test_one_good_day_makes_no_boosting_worth_using() -> None:
    calm, good = Judged(100.0, 99.0, [(1.0, False)]), Judged(100.0, 900.0, [(1.0, False)])
    assert verdict([calm] * (JUDGED_DAYS - 1) + [good]).state == "off"
    assert verdict([calm] * (JUDGED_DAYS - WON_DAYS) + [good] * WON_DAYS).state == "on"
    assert verdict([Judged(100.0, 101.0, [(1.0, False)])] * JUDGED_DAYS).state == "off"


def test_each_judged_day_is_forecast_by_a_model_of_the_days_before_it() -> None:
    seen: list[list[str]] = []

    def fit(known: Sequence[DayFacts]) -> Correction | None:
        seen.append([each.day for each in known])
        return fit_correction(known)

    known = days(LEAST_DAYS + 2)
    judge(known, fit)
    names = [each.day for each in known]
    assert seen == [names[:-back] for back in range(JUDGED_DAYS, 0, -1)]


def test_the_same_days_give_the_same_factors() -> None:
    rows = rows_of(decided(days(2)))
    found = [model.factors(rows)[0].tolist() for _ in range(2) if (model := fit_correction(days(LEAST_DAYS)))]
    assert found[0] == found[1]


def test_without_scikit_learn_it_is_missing_and_nothing_else_changes() -> None:
    def fit(known: Sequence[DayFacts]) -> Correction | None:
        raise Missing("not installed")

    assert judge(days(LEAST_DAYS), fit) == Boost("missing")


def test_tickets_that_might_be_taken_get_the_factors_and_those_who_wait_keep_theirs() -> None:
    model = fit_correction(days(LEAST_DAYS))
    assert model is not None
    story = Story(setup(counters=2))
    story.open(1)
    for _ in range(5):
        story.take("card")
    scene = scene_of(story.hall, story.now_ms)
    plain = outlooks(scene, 1)
    found = corrected(scene, plain, model, Boost("on", stretch80=1.1))
    asked = found.asked["walk_in:card"]
    assert 1.3 < asked.stretch50 <= MOST
    assert found.legs == plain.legs
    assert replace(asked, stretch50=1.0, stretch80=1.0) == plain.asked["walk_in:card"]
    assert corrected(replace(scene, asked=()), plain, model, Boost("on")) == plain
