"""The advice for the next half hour, from halls that are made for it."""

import pytest

from hub.core import commands as c
from hub.planning.advice import Advice, advise, rate_at, slim, verdict
from hub.planning.arrivals import Demand, Kind
from tests.core.story import START_MS, Story, setup

MIDNIGHT_MS = START_MS - 9 * 3_600_000
QUIET = Demand(0.0, ())
BUSY = Demand(400, (Kind("pension", 1.0, 600),), hourly=(0.5, 0.5))


def hall(counters: int, waiting: int, *, of: int = 6) -> Story:
    """So many counters at work, and so many citizens who wait behind those that are served."""
    day = Story(setup(counters=of, assignment="auto", rest_s=0))
    day.open(*range(1, counters + 1))
    for _ in range(counters + waiting):
        day.take("pension")
    day.do(c.Tick())
    return day


def advice(day: Story, demand: Demand = QUIET) -> Advice:
    found = advise(day.hall, demand, MIDNIGHT_MS, runs=12)
    assert found is not None
    return found


def test_a_long_queue_asks_for_one_more_counter() -> None:
    found = advice(hall(2, 12))
    assert (found.act, found.counters, found.over_fewer) == ("open", 2, None)
    assert found.over_more is not None
    assert 0.05 < found.over_more < found.over


def test_coming_citizens_ask_for_one_more_as_well() -> None:
    assert advice(hall(2, 0), BUSY).act == "open"


def test_counters_that_nobody_needs_may_close() -> None:
    found = advice(hall(4, 0))
    assert (found.act, found.over, found.over_more) == ("close", 0.0, None)
    assert found.over_fewer is not None
    assert found.over_fewer < 0.01


def test_the_last_counter_is_never_advised_to_close() -> None:
    assert (advice(hall(1, 0)).act, advice(hall(1, 0)).over_fewer) == ("keep", None)


def test_where_no_counter_is_left_nothing_can_open() -> None:
    found = advice(hall(2, 30, of=2))
    assert (found.act, found.over_more) == ("short", None)
    assert found.over > 0.05


def test_a_closed_hall_and_one_without_counters_get_no_advice() -> None:
    assert advise(Story(setup()).hall, QUIET, MIDNIGHT_MS) is None
    assert advise(Story(setup(), open_day=False).hall, QUIET, MIDNIGHT_MS) is None


def test_the_hall_itself_is_left_as_it_is() -> None:
    day = hall(2, 5)
    before = day.replayed()
    advice(day, BUSY)
    assert day.hall == before


def test_the_same_hall_gets_the_same_advice() -> None:
    assert advice(hall(3, 6), BUSY) == advice(hall(3, 6), BUSY)


@pytest.mark.parametrize("rules", [{"assignment": "press"}, {"start_required": True, "assignment": "auto"}])
def test_every_state_of_a_counter_goes_on(rules: dict[str, object]) -> None:
    """Serving, called, paused, free, closed; missed and held beside them."""
    day = Story(setup(counters=6, **rules))
    day.serving(1, "pension")
    day.serving(2, "pension")
    day.do(c.HoldTicket(2))
    day.open(3, 4, 5)
    for _ in range(9):
        day.take("card", "benefit")
    day.do(c.CallNext(3))
    day.do(c.CallNext(4))
    day.do(c.MissTicket(4))
    day.do(c.PauseCounter(5, "break"))
    day.do(c.PauseCounter(1, "break"))
    found = advice(day, BUSY)
    assert found.counters == 5
    assert 0 <= found.over <= 1


def test_what_is_over_is_left_out_and_what_waits_is_not() -> None:
    day = hall(1, 2)
    day.do(c.FinishService(1), after_s=300)
    small = slim(day.hall)
    assert len(small.tickets) == len(day.hall.tickets) - 1
    assert list(small.waiting) == list(day.hall.waiting)


@pytest.mark.parametrize(
    ("over", "more", "fewer", "act"),
    [
        (0.06, 0.01, None, "open"), (0.99, 0.99, None, "open"), (0.06, None, None, "short"), (0.05, None, None, "keep"),
        (0.0, None, 0.009, "close"), (0.0, None, 0.01, "keep"), (0.0, None, None, "keep"),
    ],
)  # fmt: skip
def test_the_limits_are_five_and_one_per_cent(over: float, more: float | None, fewer: float | None, act: str) -> None:
    assert verdict(over, more, fewer) == act


def test_arrivals_come_at_the_rate_of_their_hour_and_none_outside() -> None:
    assert rate_at(BUSY, 9.5 * 3600) == pytest.approx(200 / 3600)
    assert rate_at(BUSY, 8.9 * 3600) == rate_at(BUSY, 11.1 * 3600) == 0.0
