"""Which ticket: the formulas, against numbers worked out by hand."""

from dataclasses import replace

import pytest

from hub.core import commands as c
from hub.core import policy
from hub.core.catalogue import Item
from hub.core.numbers import first_of
from hub.core.ticket import Leg
from tests.core.story import START_MS, Story, names, setup


def chosen(story: Story, counter: int = 1) -> str:
    """The number that the counter would call now."""
    leg = policy.choose_ticket(story.hall, story.hall.counters[counter], story.now_ms)
    return story.hall.ticket_of(leg).number if leg else ""


def score(story: Story, ticket: str) -> float:
    factors = policy.length_factors(story.hall)
    return policy.points(story.hall, story.leg(ticket), story.now_ms, factors)


def order(story: Story) -> list[str]:
    legs: list[Leg] = policy.in_order(story.hall, story.now_ms)
    return [story.hall.ticket_of(leg).number for leg in legs]


def test_equal_tickets_are_called_in_the_order_of_arrival() -> None:
    story = Story()
    story.open(1)
    for _ in range(4):
        story.take("pension")
        story.now_ms += 7000
    assert order(story) == ["A001", "A002", "A003", "A004"]
    assert chosen(story) == "A001"


def test_at_the_same_instant_the_lower_number_goes_first() -> None:
    story = Story()
    for _ in range(3):
        story.take()
    assert order(story) == ["A001", "A002", "A003"]


def test_at_equal_points_the_earlier_arrival_goes_first() -> None:
    """300 s at 1 a second against 100 s at 3."""
    story = Story()
    story.take()
    story.now_ms += 200_000
    story.take(priority="priority")
    story.now_ms += 100_000
    assert (score(story, "20200113-A001"), score(story, "20200113-A002")) == (300, 300)
    assert order(story) == ["A001", "A002"]
    story.now_ms += 1
    assert order(story) == ["A002", "A001"]


@pytest.mark.parametrize(
    ("fields", "points"),
    [({}, 600), ({"priority": "priority"}, 1800), ({"booked_ms": START_MS}, 900),
     ({"booked_ms": START_MS, "priority": "priority"}, 1800)],
)  # fmt: skip
def test_ten_minutes_are_worth_the_weight_of_the_class(fields: dict[str, object], points: float) -> None:
    story = Story()
    ticket = story.take("card", **fields)
    story.now_ms += 600_000
    assert score(story, ticket) == points


def test_a_booking_ages_from_its_slot_less_the_tolerance() -> None:
    """Booked for 10:00, tolerance 10 min: from 9:50 on; at 10:00 it is worth 600 s x 1.5."""
    story = Story(setup(booking_tolerance_s=600, max_wait_s=7200))
    early = story.take("card", booked_ms=START_MS + 3_600_000)
    story.now_ms = START_MS + 3_600_000
    assert score(story, early) == 900
    late = story.take("card", booked_ms=START_MS)
    story.now_ms += 60_000
    assert score(story, late) == 90


def test_before_its_time_a_booking_goes_after_every_walk_in_and_by_its_slot() -> None:
    story = Story(setup(booking_tolerance_s=0))
    story.take("card", booked_ms=START_MS + 3_600_000, priority="priority")
    story.take("card", booked_ms=START_MS + 5_400_000)
    story.take("card")
    assert order(story) == ["A003", "A001", "A002"]


def test_a_missed_call_costs_its_penalty_once() -> None:
    story = Story(setup(missed_penalty_s=300))
    story.open(1)
    ticket = story.take()
    for _ in range(2):
        story.do(c.CallNext(1))
        story.do(c.MissTicket(1))
        story.do(c.ReturnTicket(ticket))
    story.now_ms = START_MS + 1_000_000
    assert score(story, ticket) == 700


def with_means(**means: int) -> Story:
    items = tuple(Item(code, names(code), "social", mean_s=mean_s) for code, mean_s in means.items())
    story = Story(replace(setup(counters=2), items=items, counters=setup(counters=2).counters[:2]))
    story.open(1)
    return story


def test_where_means_differ_more_than_threefold_short_business_counts_faster() -> None:
    """3 and 30 minutes: overall 990 s, g = 180/990 and 1800/990; after 100 s 550 and 55 points."""
    story = with_means(short=180, long=1800)
    long, short = story.take("long"), story.take("short")
    story.now_ms += 100_000
    assert score(story, short) == pytest.approx(100 * 990 / 180)
    assert score(story, long) == pytest.approx(100 * 990 / 1800)
    assert chosen(story) == "A002"


def test_a_ticket_whose_items_were_lost_is_of_middling_length() -> None:
    """Its record in the dispenser was damaged: it neither goes before everybody nor behind."""
    story = with_means(short=180, long=1800)
    story.take("long")
    story.take("short")
    (lent,) = story.do(c.LendNumbers("dispenser-1"))
    serial, at_ms = first_of(lent.band), story.now_ms
    lost = c.TakeOver(lent.lease, serial, (), "walk_in", "zh", "d-1", at_ms, "2020-01-13")
    taken, _ = story.do(lost, device="dispenser-1")
    story.now_ms += 100_000
    assert score(story, taken.ticket) == 100
    assert order(story) == ["A002", "P001", "A001"]


def test_the_first_short_business_in_the_queue_changes_nobody_s_points() -> None:
    story = with_means(short=180, middling=900, long=1800)
    middling, long = story.take("middling"), story.take("long")
    story.now_ms += 100_000
    before = score(story, middling), score(story, long)
    story.take("short")
    assert (score(story, middling), score(story, long)) == before


def test_up_to_threefold_the_length_does_not_count() -> None:
    story = with_means(short=600, long=1800)
    story.take("long")
    story.take("short")
    assert policy.length_factors(story.hall) == {}
    assert order(story) == ["A001", "A002"]


def test_a_ticket_for_two_items_is_as_long_as_both() -> None:
    story = with_means(short=180, long=1800)
    both = story.take("long", "short")
    story.now_ms += 100_000
    assert score(story, both) == pytest.approx(100 * 990 / 1980)


def test_who_waits_beyond_the_limit_goes_first_the_longest_first() -> None:
    story = Story(setup(max_wait_s=1800))
    story.open(1)
    story.take()
    story.now_ms += 1000
    story.take()
    story.now_ms += 700_000
    story.take(priority="priority")
    story.now_ms = START_MS + 1_800_000
    assert order(story)[0] == "A003"
    story.now_ms += 1
    assert order(story)[0] == "A001"
    story.now_ms += 1000
    assert order(story) == ["A001", "A002", "A003"]
    assert story.do(c.CallNext(1))[0].why.rule == "starving"  # type: ignore[union-attr]


def test_a_counter_with_skills_calls_what_it_can_serve() -> None:
    story = Story()
    story.open(1, 4)
    story.take("pension")
    story.take("card", "pension")
    story.take("card")
    assert (chosen(story, 4), chosen(story, 1)) == ("A003", "A001")


def test_no_line_is_idle_while_another_is_crowded() -> None:
    """Any general-purpose counter serves any line: that is the whole reform."""
    story = Story()
    story.open(1, 2, 3)
    for item in ("pension", "pension", "benefit"):
        story.take(item)
    for counter in (1, 2, 3):
        story.do(c.CallNext(counter))
    assert not story.hall.waiting


def test_the_reason_of_a_call_says_what_was_weighed() -> None:
    story = Story()
    story.open(1)
    story.take("card", priority="priority")
    story.take("card")
    why = story.do(c.CallNext(1), after_s=125)[0].why  # type: ignore[union-attr]
    assert (why.rule, why.score, why.waited_s, why.among) == ("accumulated", 375.0, 125, 2)
    assert why.words == "longest wait of 2 min among 2"
    assert why.more == ("longest",)


def test_the_reason_of_a_call_before_its_turn_says_what_moved_it() -> None:
    story = Story()
    story.open(1)
    story.take("card")
    story.now_ms += 10_000
    story.take("card", priority="priority")
    why = story.do(c.CallNext(1), after_s=120)[0].why  # type: ignore[union-attr]
    assert why.words == "most points, 360 at 3 a second, after 2 min among 2"
    assert not why.more


def test_the_reason_of_a_call_names_short_business_and_a_booking() -> None:
    made = setup()
    items = tuple(replace(item, mean_s=3600) if item.code == "benefit" else item for item in made.items)
    story = Story(replace(made, items=items))
    story.open(1)
    story.take("benefit")
    story.now_ms += 1000
    story.take("card", booked_ms=story.now_ms)
    why = story.do(c.CallNext(1), after_s=300)[0].why  # type: ignore[union-attr]
    assert why.words.endswith("among 2; short business; booked")
    assert why.more == ("short_business", "booked")


def test_a_ticket_given_to_one_counter_is_not_chosen_for_another() -> None:
    story = Story()
    story.open(1)
    ticket = story.take()
    taken = frozenset({f"{ticket}.1"})
    assert policy.choose_ticket(story.hall, story.hall.counters[1], story.now_ms, taken) is None
