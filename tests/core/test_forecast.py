"""How long will I wait: the formulas, against numbers worked out by hand."""

import math

import pytest

from hub.core import commands as c
from hub.core import policy
from hub.core.forecast import (
    Z80,
    Wait,
    effective_s,
    forecast_each,
    forecast_leg,
    forecast_new,
    gamma_point,
    qlm,
    spread,
)
from hub.core.ticket import Leg
from tests.core.story import Story, setup


def test_qlm_is_the_sum_of_the_next_starts() -> None:
    """Two counters, 600 s, theta 1/36,000: rates 0.0033333, 0.0033611, 0.0033889 a second."""
    mean_s, variance = qlm(2, 2, 600, 1 / 36_000)
    assert mean_s == pytest.approx(300 + 297.5207 + 295.0820, abs=0.001)
    assert variance == pytest.approx(300**2 + 297.5207**2 + 295.0820**2, rel=1e-5)


def test_without_leaving_qlm_is_the_effective_queue_length() -> None:
    """(n + 1) m_eff / s."""
    assert qlm(5, 3, 600, 0.0)[0] == pytest.approx(6 * 600 / 3)


def test_a_missed_call_costs_the_counter_time_as_well() -> None:
    """(1 - p) (m + walk) + p c = 0.95 x 620 + 0.05 x 45."""
    story = Story(setup(walk_s=20))
    assert effective_s(story.hall, [], ("pension",)) == pytest.approx(591.25)


def test_in_automatic_mode_the_clerk_s_rest_counts() -> None:
    story = Story(setup(walk_s=20, assignment="auto", rest_s=30))
    assert effective_s(story.hall, [], ("pension",)) == pytest.approx(621.25)


def test_the_mean_is_of_those_ahead() -> None:
    """Cards of 300 s before me: 0.95 x 320 + 0.05 x 45."""
    story = Story(setup(walk_s=20))
    ahead = [story.leg(story.take("card")) for _ in range(3)]
    assert effective_s(story.hall, ahead, ("benefit",)) == pytest.approx(306.25)


def test_the_quantiles_are_those_of_a_gamma() -> None:
    """Of an exponential with mean 100: median 69.3, 80 % point 160.9; Wilson and Hilferty come within 2 %."""
    assert gamma_point(100, 100**2, 0.0) == pytest.approx(100 * math.log(2), rel=0.02)
    assert gamma_point(100, 100**2, Z80) == pytest.approx(100 * math.log(5), rel=0.02)
    assert gamma_point(0, 0, Z80) == 0


def test_the_range_is_in_whole_seconds_and_never_a_point() -> None:
    story = Story()
    assert spread(story.hall, 0, 0) == (0, 30)
    p50_s, p80_s = spread(story.hall, 600, 600**2)
    assert (p50_s, p80_s) == (pytest.approx(416, rel=0.02), pytest.approx(966, rel=0.02))


def test_with_a_free_counter_and_nobody_ahead_there_is_no_wait() -> None:
    story = Story()
    story.open(1)
    assert forecast_new(story.hall, ("card",)) == Wait(0, 0, 30)


def test_everybody_who_shares_a_counter_is_ahead() -> None:
    story = Story()
    story.open(1)
    for _ in range(3):
        story.take("pension")
    story.take("card")
    assert forecast_new(story.hall, ("card",)).ahead == 4
    mine = story.leg(story.take("benefit"))
    order = policy.in_order(story.hall, story.now_ms)
    assert forecast_leg(story.hall, mine, order).ahead == 4


def test_who_cannot_come_to_my_counter_is_not_ahead() -> None:
    """Only the card counter is open: the pensions wait for another."""
    story = Story()
    story.open(4)
    story.take("pension")
    assert forecast_new(story.hall, ("card",)).ahead == 0
    assert forecast_new(story.hall, ("pension",)) == Wait(1, None, None)


def test_more_counters_wait_less_and_more_ahead_wait_longer() -> None:
    def wait(counters: int, ahead: int) -> int:
        story = Story(setup(counters=6))
        story.open(*range(1, counters + 1))
        for counter in range(1, counters + 1):
            story.do(c.CallChosen(counter, story.take("pension"), "test"))
        for _ in range(ahead):
            story.take("pension")
        return forecast_new(story.hall, ("pension",)).p50_s or 0

    assert wait(1, 4) > wait(2, 4) > wait(6, 4)
    assert wait(2, 1) < wait(2, 4) < wait(2, 12)


def test_a_paused_counter_promises_nothing() -> None:
    story = Story()
    story.open(1)
    story.do(c.PauseCounter(1, "lunch"))
    assert forecast_new(story.hall, ("card",)) == Wait(0, None, None)


def test_a_priority_ticket_sees_fewer_ahead_once_it_has_more_points() -> None:
    story = Story()
    story.open(1)
    for _ in range(5):
        story.take("card")
    mine: Leg = story.leg(story.take("card", priority="priority"))
    story.now_ms += 60_000
    assert forecast_leg(story.hall, mine, policy.in_order(story.hall, story.now_ms)).ahead == 0


def test_learned_promises_move_the_range() -> None:
    story = Story()
    before = spread(story.hall, 600, 600**2)
    story.hall.pace.log_p50 = story.hall.pace.log_p80 = math.log(2)
    after = spread(story.hall, 600, 600**2)
    assert after == (pytest.approx(2 * before[0], abs=1), pytest.approx(2 * before[1], abs=1))


def test_forecasts_made_together_are_those_made_alone() -> None:
    story = Story()
    story.open(1, 4)
    wanted = [("card",), ("pension",), ("benefit",), ("card", "pension")]
    for item in ("", "card", "pension", "card"):
        if item:
            story.take(item)
        assert forecast_each(story.hall, wanted) == [forecast_new(story.hall, items) for items in wanted]
