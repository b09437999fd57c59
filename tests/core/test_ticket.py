"""A ticket is one place in the queue: its number, its items, its way through the leg table."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core import commands as c
from hub.core import events as e
from hub.core import policy
from hub.core.catalogue import CounterSetup, Priority
from hub.core.numbers import number_of
from hub.core.ticket import AT_COUNTER, MOVES, OVER, IllegalMove, LegState, step
from tests.core.story import START_MS, Story, kinds, names, setup

CHAIN = {
    ("waiting", "call"): "called", ("called", "start"): "serving", ("serving", "finish"): "served",
    ("called", "miss"): "missed", ("missed", "return"): "waiting", ("missed", "abandon"): "abandoned",
    ("serving", "hold"): "held", ("held", "call"): "called", ("serving", "transfer"): "transferred",
    ("waiting", "cancel"): "cancelled", ("called", "cancel"): "cancelled", ("missed", "cancel"): "cancelled",
}  # fmt: skip
"""The moves that the design promises."""


def test_a_leg_moves_as_designed() -> None:
    assert {row: step(LegState(row[0]), row[1]) for row in CHAIN} == CHAIN


def test_a_move_without_a_row_does_not_happen() -> None:
    actions = {action for _, action in MOVES}
    missing = [(state, action) for state in LegState for action in actions if (state, action) not in MOVES]
    assert missing
    for state, action in missing:
        with pytest.raises(IllegalMove):
            step(state, action)


def test_what_is_over_moves_on_by_an_undo_alone() -> None:
    leaving = {action for state, action in MOVES if state in OVER}
    assert all(action.startswith("undo_") for action in leaving)


def test_every_state_is_reached_and_only_a_call_leads_to_a_counter() -> None:
    assert {LegState.AFAR, *MOVES.values()} == set(LegState)  # a ticket begins afar, or waiting
    to_counter = {action for (state, action), after in MOVES.items() if after in AT_COUNTER and state not in AT_COUNTER}
    assert {action for action in to_counter if not action.startswith("undo_")} == {"call"}


@pytest.mark.parametrize(
    ("serial", "number"),
    [(1, "A001"), (999, "A999"), (1000, "B001"), (8 * 999 + 1, "J001"), (24 * 999, "Z999"), (24 * 999 + 1, "AA001")],
)
def test_numbers_run_from_a001_without_letters_that_read_as_digits(serial: int, number: str) -> None:
    assert number_of(serial) == number


def test_numbers_are_never_used_twice_in_a_day() -> None:
    assert len({number_of(serial) for serial in range(1, 30_000)}) == 29_999


def test_a_cancelled_number_is_not_given_out_again() -> None:
    story = Story()
    first = story.take()
    story.do(c.CancelTicket(first, "citizen_left"))
    assert story.number(story.take()) == "A002"


def test_a_ticket_says_who_is_ahead_where_it_came_from_and_what_was_promised() -> None:
    story = Story()
    story.open(1)
    story.take("pension")
    take = c.TakeTicket(("card", "pension"), c.Channel.PHONE, "secret", priority="priority", language="en")
    (taken,) = story.do(take, after_s=30)
    assert isinstance(taken, e.TicketTaken)
    ticket = story.hall.tickets[taken.ticket]
    assert (ticket.number, ticket.serial, ticket.items) == ("A002", 2, ("card", "pension"))
    assert (ticket.channel, ticket.priority, ticket.language) == (c.Channel.PHONE, "priority", "en")
    assert ticket.arrived_ms == START_MS + 30_000
    assert story.hall.links["secret"] == ticket.id
    assert taken.ahead == 1
    assert taken.p50_s is not None
    assert taken.p80_s is not None
    assert 0 <= taken.p50_s <= taken.p80_s


def test_no_wait_is_promised_where_no_counter_is_open() -> None:
    story = Story()
    (taken,) = story.do(c.TakeTicket(("card",), c.Channel.KIOSK, "link"))
    assert isinstance(taken, e.TicketTaken)
    assert (taken.p50_s, taken.p80_s) == (None, None)


@pytest.mark.parametrize(
    ("items", "code"),
    [((), "item_unknown"), (("passport",), "item_unknown"), (("card", "card"), "too_many_items")],
)
def test_items_are_known_and_named_once(items: tuple[str, ...], code: str) -> None:
    assert Story().refusal(c.TakeTicket(items, c.Channel.KIOSK, "link")) == code


def test_more_items_than_the_hall_allows_are_refused() -> None:
    story = Story(setup(max_items=2))
    story.take("card", "pension")
    assert story.refusal(c.TakeTicket(("card", "pension", "benefit"), c.Channel.KIOSK, "link")) == "too_many_items"


def test_items_that_no_counter_does_together_are_refused() -> None:
    hall = replace(setup(), counters=(CounterSetup(1, items=("card",)), CounterSetup(2, items=("pension",))))
    story = Story(hall)
    story.take("card")
    assert story.refusal(c.TakeTicket(("card", "pension"), c.Channel.KIOSK, "link")) == "no_counter_for_items"


def test_an_unknown_priority_is_refused() -> None:
    assert Story().refusal(c.TakeTicket(("card",), c.Channel.KIOSK, "link", priority="vip")) == "priority_unknown"


def test_a_full_hall_issues_no_ticket_until_somebody_is_called() -> None:
    story = Story(setup(max_waiting=2))
    story.open(1)
    story.take()
    story.take()
    assert story.refusal(c.TakeTicket(("card",), c.Channel.KIOSK, "link")) == "hall_full"
    story.do(c.CallNext(1))
    assert story.number(story.take()) == "A003"


def test_paper_has_a_status_of_its_own() -> None:
    story = Story()
    ticket = story.take()
    story.do(c.ReportPrint(ticket, c.PrintStatus.DOUBTFUL, "cable"))
    assert story.hall.tickets[ticket].printed == c.PrintStatus.DOUBTFUL
    assert story.state(ticket) == "waiting"
    assert story.refusal(c.ReportPrint("nobody", c.PrintStatus.PRINTED)) == "ticket_unknown"


def test_a_citizen_may_leave_while_waiting_called_or_missed() -> None:
    story = Story()
    story.open(1)
    waiting = story.take()
    story.do(c.CancelTicket(waiting, "citizen_left"))
    called = story.take()
    story.do(c.CallNext(1))
    story.do(c.CancelTicket(called, "citizen_left"))
    assert story.hall.counters[1].state == "free"
    missed = story.take()
    story.do(c.CallNext(1))
    story.do(c.MissTicket(1))
    story.do(c.CancelTicket(missed, "citizen_left"))
    assert [story.state(each) for each in (waiting, called, missed)] == ["cancelled"] * 3
    assert story.refusal(c.CancelTicket(missed, "again")) == "ticket_over"
    assert story.refusal(c.CancelTicket("nobody", "why")) == "ticket_unknown"


@pytest.mark.parametrize("after", [(), (c.HoldTicket(1),)])
def test_a_ticket_that_is_served_or_held_cannot_be_cancelled(after: tuple[c.Command, ...]) -> None:
    story = Story()
    ticket = story.serving()
    for command in after:
        story.do(command)
    assert story.refusal(c.CancelTicket(ticket, "citizen_left")) == "citizen_at_counter"


def test_cancelling_a_called_ticket_changes_what_its_clerk_sees() -> None:
    """A press on the picture with the citizen in it must not act on the one without."""
    story = Story()
    story.open(1)
    ticket = story.take()
    story.take()
    story.do(c.CallNext(1))
    seen = story.hall.counters[1].rev
    story.do(c.CancelTicket(ticket, "citizen_left"))
    assert story.refusal(c.CallNext(1), seen=seen) == "changed_since_seen"


def test_a_missed_citizen_comes_back_with_the_first_arrival_and_one_penalty() -> None:
    story = Story(setup(missed_penalty_s=300))
    story.open(1)
    ticket = story.take()
    for _ in range(2):
        story.do(c.CallNext(1), after_s=60)
        story.do(c.MissTicket(1), after_s=45)
        story.do(c.ReturnTicket(ticket), after_s=60)
    leg = story.leg(ticket)
    assert (leg.state, leg.arrived_ms, leg.penalty_ms) == ("waiting", START_MS, 300_000)
    assert leg.queued_ms == story.now_ms
    assert story.refusal(c.ReturnTicket(ticket)) == "not_missed"


def numbers(story: Story) -> list[str]:
    return [story.hall.ticket_of(leg).number for leg in policy.in_order(story.hall, story.now_ms)]


def test_a_citizen_lets_three_others_pass_and_then_waits_in_that_place() -> None:
    story = Story(setup())
    tickets = [later(story, 20).take() for _ in range(6)]
    done = story.do(c.GiveWay(tickets[1]), after_s=60)
    assert [(type(event), event.passed) for event in done] == [(e.GaveWay, 3)]
    assert numbers(story) == ["A001", "A003", "A004", "A005", "A002", "A006"]
    story.now_ms += 600_000
    assert numbers(story)[4] == "A002"
    story.do(c.GiveWay(tickets[1]))
    assert numbers(story)[-1] == "A002"
    assert story.refusal(c.GiveWay(tickets[1])) == "nobody_behind"
    story.open(1)
    story.do(c.CallNext(1))
    assert story.refusal(c.GiveWay(tickets[0])) == "not_waiting"


def later(story: Story, after_s: int) -> Story:
    story.now_ms += after_s * 1000
    return story


@given(
    classes=st.lists(st.sampled_from(["walk_in", "priority"]), min_size=2, max_size=9),
    gaps_s=st.lists(st.integers(0, 1500), min_size=9, max_size=9),
    pick=st.integers(0, 8),
)
def test_giving_way_moves_nobody_else_and_passes_only_those_who_were_next(
    classes: list[str], gaps_s: list[int], pick: int
) -> None:
    story = Story(setup())
    tickets = [later(story, gap_s).take(priority=each) for each, gap_s in zip(classes, gaps_s, strict=False)]
    story.now_ms += 1000
    before = numbers(story)
    ticket = story.hall.tickets[tickets[pick % len(tickets)]]
    place = before.index(ticket.number)
    (done,) = story.do(c.GiveWay(ticket.id))
    after = numbers(story)
    assert [each for each in after if each != ticket.number] == [each for each in before if each != ticket.number]
    if isinstance(done, e.GaveWay):
        assert place + done.passed <= after.index(ticket.number)
        assert done.passed == min(3, len(before) - place - 1)
    else:
        assert place == len(before) - 1


def test_a_missed_ticket_is_given_up_after_its_time() -> None:
    story = Story(setup(missed_expires_s=600))
    story.open(1)
    ticket = story.take()
    story.do(c.CallNext(1))
    story.do(c.MissTicket(1))
    assert story.do(c.Tick(), after_s=599) == []
    assert kinds(story.do(c.Tick(), after_s=1)) == ["abandoned"]
    assert story.refusal(c.ReturnTicket(ticket)) == "not_missed"


def test_the_class_of_bookings_is_given_to_nobody_without_a_slot() -> None:
    small = setup()
    story = Story(replace(small, priorities=(*small.priorities, Priority("booked", names("booked"), 1.5))))
    walk_in = c.TakeTicket(("card",), c.Channel.KIOSK, "link", priority="booked")
    assert story.refusal(walk_in) == "priority_unknown"
    assert story.take(priority="booked", booked_ms=story.now_ms)
