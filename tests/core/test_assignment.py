"""Which counter, and what comes due by itself."""

import heapq
import random

import pytest

from hub.core import commands as c
from hub.core import policy
from hub.core.catalogue import Assignment
from hub.core.decisions.assignment import due_ms
from hub.core.events import Called
from tests.core.little_line import mean
from tests.core.story import Story, kinds, setup


def auto(**rules: object) -> Story:
    return Story(setup(assignment=Assignment.AUTO, **rules))


def test_by_press_the_hub_calls_nobody() -> None:
    story = Story()
    story.open(1)
    story.take()
    assert due_ms(story.hall) is None
    assert story.do(c.Tick(), after_s=3600) == []


def test_the_hub_calls_after_the_rest() -> None:
    story = auto(rest_s=20)
    story.open(1)
    ticket = story.take()
    assert due_ms(story.hall) == story.now_ms + 20_000
    assert story.do(c.Tick(), after_s=19.999) == []
    (called,) = story.do(c.Tick(), after_s=0.001)
    assert isinstance(called, Called)
    assert (called.leg, called.how) == (f"{ticket}.1", "auto")
    assert due_ms(story.hall) is None


def test_one_tick_gives_each_rested_counter_a_ticket_of_its_own() -> None:
    story = auto(rest_s=5)
    story.open(1, 2, 3)
    for _ in range(2):
        story.take()
    events = story.do(c.Tick(), after_s=5)
    assert [(e.leg[-4:], e.counter) for e in events if isinstance(e, Called)] == [("01.1", 1), ("02.1", 2)]


def test_the_least_busy_today_is_given_the_ticket_then_the_one_free_longest() -> None:
    story = auto(rest_s=0)
    story.open(1, 2, 3)
    for counter, service_s in ((1, 60), (2, 30), (3, 30)):
        story.do(c.CallChosen(counter, story.take(), "test"))
        story.do(c.FinishService(counter), after_s=service_s)
    order = policy.choose_counter_order(story.hall, story.now_ms)
    assert [counter.number for counter in order] == [2, 3, 1]


@pytest.mark.parametrize("lunch", [False, True])
def test_a_counter_that_opens_late_starts_at_the_least_work_of_the_others(lunch: bool) -> None:
    """Else the newcomer would be given everybody until it has caught up; a colleague at lunch counts as well."""
    story = auto(rest_s=0)
    story.open(1)
    story.do(c.CallChosen(1, story.take(), "test"))
    story.do(c.FinishService(1), after_s=600)
    if lunch:
        story.do(c.PauseCounter(1, "lunch"))
    story.open(2)
    assert story.hall.counters[2].busy_ms == 600_000
    assert story.hall.counters[2].worked_ms == 0


def test_one_that_opens_again_keeps_its_work() -> None:
    story = Story()
    story.serving(1)
    story.do(c.FinishService(1), after_s=600)
    story.do(c.CloseCounter(1))
    story.open(2)
    assert story.hall.counters[2].busy_ms == 0
    story.do(c.OpenCounter(1, "clerk-9"))
    assert story.hall.counters[1].busy_ms == 600_000


def test_a_paused_or_busy_counter_is_given_nobody() -> None:
    story = auto(rest_s=0)
    story.serving(1)
    story.open(2)
    story.do(c.PauseCounter(2, "lunch"))
    story.take()
    assert due_ms(story.hall) is None
    assert story.do(c.Tick(), after_s=3600) == []


def test_who_only_a_busy_counter_can_serve_wakes_no_other() -> None:
    story = auto(rest_s=0)
    story.open(4)
    story.take("pension")
    assert due_ms(story.hall) is None


def test_a_call_that_nobody_answers_is_missed_after_its_time() -> None:
    story = Story(setup(miss_after_s=45))
    story.open(1)
    ticket = story.take()
    story.do(c.CallNext(1))
    assert due_ms(story.hall) == story.now_ms + 45_000
    assert story.do(c.Tick(), after_s=44.999) == []
    assert kinds(story.do(c.Tick(), after_s=0.001)) == ["missed"]
    assert story.state(ticket) == "missed"


def test_a_recall_gives_the_citizen_the_time_again() -> None:
    story = Story(setup(miss_after_s=45))
    story.open(1)
    story.take()
    story.do(c.CallNext(1))
    story.do(c.Recall(1), after_s=40)
    assert due_ms(story.hall) == story.now_ms + 45_000


def test_a_missed_call_begins_the_pause_that_was_asked_for() -> None:
    story = Story(setup(miss_after_s=45))
    story.open(1)
    story.take()
    story.do(c.CallNext(1))
    story.do(c.PauseCounter(1, "lunch"))
    assert kinds(story.do(c.Tick(), after_s=45)) == ["missed", "counter_paused"]


def test_where_the_hall_does_not_want_it_no_call_ends_by_itself() -> None:
    story = Story(setup(miss_after_s=0))
    story.open(1)
    story.take()
    story.do(c.CallNext(1))
    assert due_ms(story.hall) is None
    assert story.do(c.Tick(), after_s=3600) == []


def test_nothing_is_due_on_a_closed_day() -> None:
    story = auto(rest_s=0)
    story.take()
    story.do(c.CloseDay())
    assert due_ms(story.hall) is None
    assert story.do(c.Tick(), after_s=3600) == []


@pytest.mark.parametrize(
    "rules", [{"rest_s": 0}, {"rest_s": 20}, {"rest_s": 0, "miss_after_s": 1, "missed_expires_s": 0}]
)
def test_ticks_at_their_due_times_always_do_something_and_come_to_rest(rules: dict[str, object]) -> None:
    """A due time at which nothing happens would wake the hub again at once, for ever."""
    story = auto(**rules)
    story.open(1, 2, 4)
    for item in ("card", "pension", "card", "benefit", "card"):
        story.take(item)
    ticks = 0
    while (due := due_ms(story.hall)) is not None:
        assert story.do(c.Tick(), after_s=max(due - story.now_ms, 0) / 1000)
        ticks += 1
        assert ticks <= 20


def worked_in_a_day(seed: int) -> list[int]:
    """Work of 20 general counters over 500 visits: services of 11 minutes on average, CV 0.7, morning peak."""
    story = Story(setup(counters=20, assignment=Assignment.AUTO, rest_s=0))
    story.open(*range(1, 21))
    dice = random.Random(seed)
    due: list[tuple[int, int]] = []
    arrivals = sorted(
        story.now_ms + round(3_600_000 * (hour + dice.random()))
        for hour in dice.choices(range(8), (13, 20, 19, 8, 6, 13, 13, 8), k=500)
    )
    while arrivals or due:
        if due and (not arrivals or due[0][0] <= arrivals[0]):
            story.now_ms, counter = heapq.heappop(due)
            story.do(c.FinishService(counter))
        else:
            story.now_ms = arrivals.pop(0)
            story.take("pension")
        for event in story.do(c.Tick()):
            if isinstance(event, Called):
                heapq.heappush(due, (story.now_ms + round(1000 * dice.lognormvariate(6.3, 0.63)), event.counter))
    assert sum(counter.served for counter in story.hall.counters.values()) == 500
    return [story.hall.counters[number].worked_ms for number in range(1, 21)]


def test_twenty_general_counters_share_a_day_evenly() -> None:
    """Over five days the busiest works at most 1.15 times the least busy."""
    days = [worked_in_a_day(seed) for seed in range(1, 6)]
    assert mean(max(day) / min(day) for day in days) <= 1.15
