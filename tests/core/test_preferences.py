"""A counter's preferences: its own items before those it helps out with, its clerk's own matters sooner; nobody starves."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core import commands as c
from hub.core import policy
from hub.core.catalogue import Assignment, HallSetup
from hub.core.events import Called
from tests.core.story import Story, setup
from tests.core.test_matters import LATER, taken_in
from tests.core.test_matters import setup as with_matters

HELPER = 3
"""A counter for cards that helps out with pensions."""


def helping(**rules: object) -> HallSetup:
    made = setup(counters=2, **rules)
    return replace(made, counters=(*made.counters[:-1], replace(made.counters[-1], overflow=("pension",))))


def called(story: Story, counter: int, after_s: float = 0) -> str:
    """The number that *next* calls there, or the refusal."""
    done = story.do(c.CallNext(counter), after_s=after_s)
    legs = [each.leg for each in done if isinstance(each, Called)]
    return story.hall.ticket_of(story.hall.legs[legs[0]]).number if legs else "nobody"


def test_a_counter_serves_its_own_first_and_helps_out_then() -> None:
    story = Story(helping())
    story.open(HELPER)
    story.take("pension")
    story.take("card")
    assert [called(story, HELPER, 60), called(story, HELPER, 60)] == ["A002", "A001"]
    assert story.hall.legs["20200113-A001.1"].why.words.endswith("; helping out")  # type: ignore[union-attr]


def test_it_helps_out_before_its_own_once_the_other_came_so_much_earlier() -> None:
    story = Story(helping(overflow_after_s=300))
    story.open(HELPER)
    story.take("pension")
    story.now_ms += 299_000
    story.take("card")
    assert policy.choose_ticket(story.hall, story.hall.counters[HELPER], story.now_ms + 60_000).ticket.endswith("2")  # type: ignore[union-attr]
    story.now_ms += 2_000
    story.take("card")
    story.do(c.CancelTicket("20200113-A002", "citizen_left"))
    assert called(story, HELPER, 60) == "A001"


def test_a_citizen_who_waits_too_long_is_helped_before_all() -> None:
    story = Story(helping(overflow_after_s=7200, max_wait_s=600))
    story.open(HELPER)
    story.take("pension")
    story.now_ms += 500_000
    story.take("card")
    assert called(story, HELPER, 101) == "A001"


def test_items_that_a_counter_neither_serves_nor_helps_with_are_not_called_there() -> None:
    story = Story(helping())
    story.open(HELPER)
    story.take("benefit")
    assert called(story, HELPER) == "nobody"


def test_a_general_purpose_counter_helps_nobody_out() -> None:
    story = Story(helping())
    story.open(1)
    story.take("pension")
    assert policy.shift_s(story.hall, story.hall.counters[1], story.hall.waiting_legs()[0]) == 0


def returning(**rules: object) -> Story:
    """The clerk of counter 1 has taken a matter in, counter 2 works as well."""
    story = Story(with_matters(**rules))
    story.open(1, 2)
    story.serving(1, LATER)
    story.do(c.FinishService(1, (taken_in(),), ("receipt",)))
    return story


def test_who_comes_back_about_a_matter_is_called_by_the_clerk_who_knows_it() -> None:
    story = returning(first_asked_s=300)
    story.take("card")
    story.now_ms += 60_000
    back = story.take(LATER, receipt="receipt")
    assert story.leg(back).first_asked == "clerk-1"
    assert called(story, 2, 30) == "A002"
    story.take("card")
    assert called(story, 1, 30) == story.number(back)
    why = story.leg(back).why
    assert why is not None
    assert (why.rule, why.words) == ("first_asked", "a matter of this clerk, after 1 min among 2")


def test_another_counter_leaves_the_citizen_to_that_clerk_and_never_idles() -> None:
    story = returning(first_asked_s=300)
    back = story.take(LATER, receipt="receipt")
    story.now_ms += 299_000
    later = story.take("card")
    assert called(story, 2, 10) == story.number(later)
    assert called(story, 2, 10) == story.number(back)


def test_nobody_who_came_earlier_than_the_bound_is_overtaken() -> None:
    story = returning(first_asked_s=300)
    first = story.take("card")
    story.now_ms += 301_000
    story.take(LATER, receipt="receipt")
    assert called(story, 1, 10) == story.number(first)


@pytest.mark.parametrize("leave", [c.CloseCounter(1), c.PauseCounter(1, "lunch")])
def test_while_the_clerk_is_away_the_citizen_waits_like_everybody(leave: c.Command) -> None:
    story = returning(first_asked_s=300)
    story.do(leave)
    back = story.take(LATER, receipt="receipt")
    story.now_ms += 1000
    story.take("card")
    assert called(story, 2, 10) == story.number(back)


def test_without_the_rule_a_matter_moves_nobody() -> None:
    story = returning(first_asked_s=0)
    story.take("card")
    story.now_ms += 1000
    story.take(LATER, receipt="receipt")
    assert called(story, 1, 10) == "A002"


def test_a_receipt_that_leads_nowhere_is_refused() -> None:
    story = returning()
    assert story.refusal(c.TakeTicket((LATER,), c.Channel.KIOSK, "link", receipt="guessed")) == "matter_unknown"


def test_the_clerk_is_known_after_a_replay() -> None:
    story = returning()
    story.take(LATER, receipt="receipt")
    assert story.replayed() == story.hall


TAKES = st.tuples(
    st.sampled_from(("card", "pension")), st.sampled_from(("walk_in", "priority")),
    st.sampled_from(("", "clerk-1", "clerk-2", f"clerk-{HELPER}")), st.integers(0, 500),
)  # fmt: skip


@given(st.lists(TAKES, max_size=14), st.integers(0, 2000))
def test_the_hub_assigns_as_each_counter_in_turn_would_choose(
    takes: list[tuple[str, str, str, int]], after: int
) -> None:
    """``take_first`` looks at the heads of its lines alone, ``choose_ticket`` at everybody."""
    story = Story(helping(assignment=Assignment.AUTO, rest_s=0))
    for item, priority, asked, wait_s in takes:
        story.leg(story.take(item, priority=priority)).first_asked = asked
        story.now_ms += wait_s * 1000
    story.open(1, 2, HELPER)
    hall, now_ms = story.hall, story.now_ms + after * 1000
    expected, taken = [], frozenset[str]()
    for counter in policy.choose_counter_order(hall, now_ms):
        leg = policy.choose_ticket(hall, counter, now_ms, taken)
        if leg is not None:
            expected.append((leg.id, counter.number))
            taken |= {leg.id}
    done = story.do(c.Tick(), after_s=after)
    assert [(each.leg, each.counter) for each in done if isinstance(each, Called)] == expected


@given(st.lists(TAKES, min_size=2, max_size=10), st.integers(600, 4000))
def test_a_preference_lets_nobody_be_overtaken_by_more_than_its_bound(
    takes: list[tuple[str, str, str, int]], after: int
) -> None:
    story = Story(helping(first_asked_s=200, overflow_after_s=400))
    for item, _, asked, wait_s in takes:
        story.leg(story.take(item)).first_asked = asked
        story.now_ms += wait_s * 1000
    story.open(1, 2, HELPER)
    now_ms = story.now_ms + after * 1000
    for counter in story.hall.counters.values():
        chosen = policy.choose_ticket(story.hall, counter, now_ms)
        able = policy.served_by(story.hall, [counter], story.hall.waiting_legs())
        overtaken_ms = max((chosen.arrived_ms - each.arrived_ms for each in able), default=0) if chosen else 0
        assert overtaken_ms <= (200 + 200 + 400) * 1000
