"""What the hall learns of its own pace, from which legs and when."""

import math
import random

import pytest

from hub.core import commands as c
from hub.core.pace import MEMORY, OUTLIER, Mean, Pace
from tests.core.story import Story, setup


def served(story: Story, item: str, service_s: float) -> str:
    """One service of this length, old enough to be learned from."""
    ticket = story.serving(1, item)
    story.do(c.FinishService(1), after_s=service_s)
    story.do(c.AskForHelp(1), after_s=11)
    return ticket


def test_a_mean_is_the_plain_one_at_first() -> None:
    mean = Mean()
    for sample in (10.0, 20.0, 60.0):
        mean.learn(sample)
    assert (mean.value, mean.weight) == (30, 3)


def test_a_mean_forgets_what_is_long_past() -> None:
    mean = Mean()
    for _ in range(500):
        mean.learn(100.0)
    for _ in range(int(MEMORY) * 5):
        mean.learn(200.0)
    assert mean.value == pytest.approx(200, abs=1)


def test_the_configured_mean_is_worth_four_legs() -> None:
    """(4 x 600 + 4 x 300) / 8."""
    mean = Mean()
    assert mean.with_prior(600) == 600
    for _ in range(4):
        mean.learn(300.0)
    assert mean.with_prior(600) == 450


def test_services_are_learned_by_item() -> None:
    story = Story()
    for _ in range(4):
        served(story, "pension", 300)
    assert story.hall.pace.item_s(story.hall.setup, "pension") == pytest.approx(450, rel=0.02)
    assert story.hall.pace.item_s(story.hall.setup, "card") == 300


def test_a_service_of_two_items_is_shared_as_expected() -> None:
    """Card 300 and pension 600 expected, 450 s taken: half of each."""
    pace = Pace()
    pace.learn_service(setup(), ("card", "pension"), 450)
    assert (pace.services["card"].value, pace.services["pension"].value) == (150, 300)


def test_a_forgotten_finish_counts_as_four_services_at_most() -> None:
    story = Story()
    served(story, "card", 20_000)
    assert story.hall.pace.services["card"].value == OUTLIER * 300


def test_nothing_is_learned_while_an_undo_may_come() -> None:
    story = Story(setup(undo_s=10))
    story.serving(1, "card")
    story.do(c.FinishService(1), after_s=100)
    story.do(c.AskForHelp(1), after_s=10)
    assert story.hall.pace.services == {}
    story.do(c.AskForHelp(1), after_s=0.001)
    assert story.hall.pace.services["card"].value == 100


def test_at_the_end_of_a_day_everything_left_is_learned() -> None:
    story = Story()
    story.serving(1, "card")
    story.do(c.FinishService(1), after_s=100)
    story.do(c.CloseDay())
    story.do(c.OpenDay("2020-01-14"))
    assert story.hall.pace.services["card"].value == 100


def test_no_shows_and_the_time_they_cost_are_learned() -> None:
    story = Story()
    story.open(1)
    story.take()
    story.do(c.CallNext(1))
    story.do(c.MissTicket(1), after_s=90)
    story.do(c.AskForHelp(1), after_s=11)
    assert (story.hall.pace.absent.value, story.hall.pace.lost.value) == (1.0, 90.0)
    served(story, "card", 100)
    assert story.hall.pace.absent.value == 0.5


@pytest.mark.parametrize("then", ["cancel", "abandon"])
def test_a_no_show_that_is_over_at_once_is_still_a_no_show(then: str) -> None:
    story = Story(setup(missed_expires_s=5))
    story.open(1)
    ticket = story.take()
    story.do(c.CallNext(1))
    story.do(c.MissTicket(1))
    story.do(c.CancelTicket(ticket, "citizen_left") if then == "cancel" else c.Tick(), after_s=5)
    story.do(c.AskForHelp(1), after_s=11)
    assert story.hall.pace.absent.value == 1.0


def test_the_walk_is_learned_where_starts_are_pressed() -> None:
    story = Story(setup(start_required=True, walk_s=20))
    story.open(1)
    for _ in range(4):
        story.take()
        story.do(c.CallNext(1))
        story.do(c.StartService(1), after_s=60)
        story.do(c.FinishService(1), after_s=60)
        story.do(c.AskForHelp(1), after_s=11)
    assert story.hall.pace.walk_s(story.hall.setup) == 40


def test_who_leaves_while_waiting_is_counted() -> None:
    """Prior: one in ten hours; then two leave."""
    story = Story()
    assert story.hall.pace.leaving_rate() == pytest.approx(1 / 36_000)
    for _ in range(2):
        story.do(c.CancelTicket(story.take(), "citizen_left"))
    assert story.hall.pace.leaving_rate() == pytest.approx(3 / 36_000)


def test_a_wait_across_an_unknown_gap_teaches_nothing() -> None:
    story = Story()
    story.open(1)
    story.take()
    story.do(c.StartHub(clock_ok=False, gap_known=False), after_s=600)
    story.do(c.CallNext(1))
    story.do(c.FinishService(1))
    story.do(c.AskForHelp(1), after_s=11)
    assert (story.hall.pace.waited_s, story.hall.pace.log_p50) == (0, 0)


def test_kept_promises_bring_half_below_the_median_and_four_fifths_below_p80() -> None:
    """Waits of a mean three times the promised one: the factors find the quantiles."""
    pace, dice = Pace(), random.Random(3)
    below_50 = below_80 = 0
    for turn in range(4000):
        waited_s = dice.expovariate(1 / 1800)
        p50_s, p80_s = 416 * 2.718281828**pace.log_p50, 966 * 2.718281828**pace.log_p80
        below_50 += turn >= 1000 and waited_s <= p50_s
        below_80 += turn >= 1000 and waited_s <= p80_s
        pace.learn_promise(waited_s, p50_s, p80_s)
    assert below_50 / 3000 == pytest.approx(0.5, abs=0.02)
    assert below_80 / 3000 == pytest.approx(0.8, abs=0.02)


def test_a_correction_stays_within_five_times() -> None:
    pace = Pace()
    for _ in range(1000):
        pace.learn_promise(1e9, 1, 1)
    assert 2.718281828**pace.log_p80 == pytest.approx(5)


def test_an_item_that_left_the_catalogue_has_a_mean_all_the_same() -> None:
    assert Pace().item_s(setup(), "gone") == 600


def test_a_forgotten_finish_teaches_nothing_once_its_item_is_known() -> None:
    story = Story()
    for service_s in (200, 400, 250, 350, 300, 500, 150, 250, 300):
        served(story, "card", service_s)
    known = story.hall.pace.item_s(story.hall.setup, "card")
    served(story, "card", 20_000)
    assert story.hall.pace.forgotten == 1
    assert story.hall.pace.item_s(story.hall.setup, "card") == known


def test_a_long_service_that_may_well_be_true_is_learned() -> None:
    story = Story()
    for service_s in (200, 400, 250, 350, 300, 500, 150, 250, 300):
        served(story, "card", service_s)
    known = story.hall.pace.item_s(story.hall.setup, "card")
    served(story, "card", 900)
    assert story.hall.pace.forgotten == 0
    assert story.hall.pace.item_s(story.hall.setup, "card") > known


def test_the_spread_of_an_item_is_learned_from_its_services() -> None:
    """Lognormal services with a standard deviation of 0.4 in the logarithm."""
    draw = random.Random(1)
    pace = Pace()
    for _ in range(2000):
        pace.learn_service(setup(), ("card",), 300 * math.exp(draw.gauss(-0.08, 0.4)))
    assert pace.sigma("card") == pytest.approx(0.4, abs=0.08)
    assert pace.sigma("pension") == pytest.approx(0.7, abs=0.01)


def test_a_quick_clerk_is_known_after_some_dozen_services() -> None:
    pace = Pace()
    for _ in range(200):
        pace.learn_service(setup(), ("card",), 200, "li")
        pace.learn_service(setup(), ("card",), 400, "wang")
    assert pace.clerk_factor("li") < 0.85 < 1.15 < pace.clerk_factor("wang")
    assert pace.clerk_factor("somebody else") == 1
