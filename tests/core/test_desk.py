"""What a clerk's keys do with the citizen at the counter."""

import pytest

from hub.core import commands as c
from hub.core import events as e
from tests.core.story import Story, kinds, setup

KEYS: tuple[c.Command, ...] = (
    c.CallNext(1), c.Recall(1), c.StartService(1), c.FinishService(1), c.MissTicket(1), c.HoldTicket(1),
    c.ResumeTicket(1), c.CallChosen(1, "x", "why"), c.TransferTicket(1, ("card",)),
)  # fmt: skip


def outcomes(events: list[e.Event]) -> tuple[c.Outcome, ...]:
    return next(event.outcomes for event in events if isinstance(event, e.Served))


@pytest.mark.parametrize("key", KEYS)
def test_no_key_works_at_a_closed_or_paused_or_unknown_counter(key: c.Command) -> None:
    story = Story()
    assert story.refusal(key) == "counter_not_open"
    story.open(1)
    story.do(c.PauseCounter(1, "lunch"))
    assert story.refusal(key) == "counter_paused"
    unknown = type(key)(99, *(getattr(key, name) for name in list(key.__dataclass_fields__)[1:]))
    assert story.refusal(unknown) == "counter_unknown"


@pytest.mark.parametrize("key", KEYS)
def test_no_key_works_before_the_day_is_open(key: c.Command) -> None:
    assert Story(open_day=False).refusal(key) == "day_not_open"


@pytest.mark.parametrize("key", [c.CallNext(1), c.Recall(1), c.ResumeTicket(1), c.CallChosen(1, "x", "why")])
def test_a_press_made_before_an_outage_calls_nobody_after_it(key: c.Command) -> None:
    story = Story(setup(stale_press_s=10))
    story.open(1)
    story.take()
    assert story.refusal(key, age_ms=10_001) == "stale_press"


def test_a_press_as_old_as_allowed_still_calls() -> None:
    story = Story(setup(stale_press_s=10))
    story.open(1)
    story.take()
    assert kinds(story.do(c.CallNext(1), age_ms=10_000)) == ["called"]


@pytest.mark.parametrize("key", [*KEYS, c.Undo(1), c.PauseCounter(1, "x"), c.CloseCounter(1)])
def test_a_press_on_an_older_picture_of_the_counter_is_refused(key: c.Command) -> None:
    story = Story()
    story.open(1)
    story.take()
    seen = story.hall.counters[1].rev
    story.do(c.CallNext(1))
    assert story.refusal(key, seen=seen) == "changed_since_seen"


def test_next_calls_one_ticket_and_says_where_and_why() -> None:
    story = Story()
    story.open(1)
    ticket = story.take()
    story.take()
    (called,) = story.do(c.CallNext(1), after_s=90)
    assert isinstance(called, e.Called)
    assert (called.leg, called.counter, called.clerk, called.how) == (f"{ticket}.1", 1, "clerk-1", "press")
    assert (called.why.rule, called.why.waited_s, called.why.among, called.why.score) == ("accumulated", 90, 2, 90.0)
    assert story.hall.counters[1].state == "calling"


def test_next_first_finishes_the_running_leg() -> None:
    story = Story()
    first = story.serving()
    second = story.take()
    assert kinds(story.do(c.CallNext(1), after_s=60)) == ["served", "called"]
    assert (story.state(first), story.state(second)) == ("served", "called")


def test_next_with_nobody_waiting_finishes_the_running_leg() -> None:
    story = Story()
    story.serving()
    assert kinds(story.do(c.CallNext(1))) == ["served"]
    assert story.refusal(c.CallNext(1)) == "nobody_waiting"


def test_next_with_a_pause_asked_for_pauses_instead_of_calling() -> None:
    story = Story()
    story.serving()
    story.take()
    story.do(c.PauseCounter(1, "lunch"))
    assert kinds(story.do(c.CallNext(1))) == ["served", "counter_paused"]


def test_a_resent_press_calls_nobody_twice() -> None:
    story = Story()
    story.open(1)
    story.take()
    story.take()
    story.do(c.CallNext(1), origin="keypad-1:7:3")
    assert story.do(c.CallNext(1), origin="keypad-1:7:3", after_s=2) == []
    assert len(story.hall.waiting) == 1


def test_a_refusal_is_remembered_like_any_answer() -> None:
    story = Story()
    story.open(1)
    assert kinds(story.do(c.CallNext(1), origin="keypad-1:7:3")) == ["command_refused"]
    story.take()
    assert story.do(c.CallNext(1), origin="keypad-1:7:3") == []
    assert len(story.hall.waiting) == 1


def test_every_way_to_a_call_stores_why_this_ticket() -> None:
    story = Story()
    story.open(1, 2)
    first, second = story.take(), story.take()
    story.do(c.CallNext(1))
    story.do(c.CallChosen(2, second, "on a stretcher"))
    story.do(c.HoldTicket(1))
    story.do(c.ResumeTicket(1))
    rules = [rec.event.why.rule for rec in story.journal if isinstance(rec.event, e.Called)]
    assert rules == ["accumulated", "chosen", "resumed"]
    why = story.leg(second).why
    assert why is not None
    assert "on a stretcher" in why.words
    assert story.leg(first).why is not None


def test_a_recall_counts_and_comes_first_on_the_board() -> None:
    story = Story()
    story.open(1, 2)
    first, second = story.take(), story.take()
    story.do(c.CallNext(1))
    story.do(c.CallNext(2))
    story.do(c.Recall(1))
    assert story.leg(first).recalls == 1
    assert story.hall.calls == [f"{first}.1", f"{second}.1"]


@pytest.mark.parametrize("key", [c.Recall(1), c.StartService(1), c.FinishService(1), c.MissTicket(1), c.HoldTicket(1)])
def test_without_a_citizen_there_is_nothing_to_do(key: c.Command) -> None:
    story = Story()
    story.open(1)
    assert story.refusal(key) == "nobody_called"


@pytest.mark.parametrize("key", [c.Recall(1), c.StartService(1), c.MissTicket(1)])
def test_a_citizen_being_served_is_neither_recalled_nor_missed(key: c.Command) -> None:
    story = Story()
    story.serving()
    assert story.refusal(key) == "nobody_called"


@pytest.mark.parametrize("key", [c.CallNext(1), c.FinishService(1), c.HoldTicket(1), c.TransferTicket(1, ("card",))])
def test_where_starts_are_pressed_nothing_ends_before_its_start(key: c.Command) -> None:
    story = Story(setup(start_required=True))
    story.open(1)
    story.take("pension")
    story.do(c.CallNext(1))
    assert story.refusal(key) == "start_first"
    story.do(c.StartService(1))
    assert "command_refused" not in kinds(story.do(key))


def test_without_a_start_service_counts_from_the_call_plus_the_walk() -> None:
    story = Story(setup(walk_s=20))
    story.open(1)
    ticket = story.take()
    story.do(c.CallNext(1))
    called_ms = story.now_ms
    assert kinds(story.do(c.FinishService(1), after_s=100)) == ["service_started", "served"]
    leg = story.leg(ticket)
    assert (leg.started_ms - called_ms, leg.service_ms) == (20_000, 80_000)


def test_a_service_shorter_than_the_walk_never_starts_after_its_end() -> None:
    story = Story(setup(walk_s=20))
    story.open(1)
    ticket = story.take()
    story.do(c.CallNext(1))
    story.do(c.FinishService(1), after_s=5)
    assert story.leg(ticket).service_ms == 0


def test_an_item_that_was_not_named_was_done_on_the_spot() -> None:
    story = Story()
    story.serving(1, "card", "pension")
    done = outcomes(story.do(c.FinishService(1, (c.Outcome("pension", c.Result.TAKEN_IN),))))
    assert done == (c.Outcome("card", c.Result.DONE), c.Outcome("pension", c.Result.TAKEN_IN))


@pytest.mark.parametrize("result", [c.Result.DONE, c.Result.TAKEN_IN, c.Result.ADVISED])
def test_what_was_done_is_kept_item_by_item(result: c.Result) -> None:
    story = Story()
    ticket = story.serving(1, "card")
    story.do(c.FinishService(1, (c.Outcome("card", result),)))
    assert story.leg(ticket).outcomes == (c.Outcome("card", result),)


def test_a_refused_item_needs_a_reason_and_an_outcome_its_item() -> None:
    story = Story()
    story.serving(1, "card")
    refused = c.Outcome("card", c.Result.REFUSED)
    assert story.refusal(c.FinishService(1, (refused,))) == "absent_reason"
    assert story.refusal(c.CallNext(1, (c.Outcome("pension", c.Result.DONE),))) == "outcome_not_of_leg"
    done = outcomes(story.do(c.FinishService(1, (c.Outcome("card", c.Result.REFUSED, "no photo"),))))
    assert done[0].reason == "no photo"


def test_a_supervisor_calls_a_chosen_ticket_with_a_reason() -> None:
    story = Story()
    story.open(1, 2)
    first, second = story.take(), story.take()
    assert story.refusal(c.CallChosen(1, second, "")) == "absent_reason"
    assert story.refusal(c.CallChosen(1, "nobody", "why")) == "ticket_unknown"
    story.do(c.CallChosen(1, second, "faint"))
    assert (story.state(first), story.state(second)) == ("waiting", "called")
    assert story.refusal(c.CallChosen(2, second, "faint")) == "not_waiting"
    assert story.refusal(c.CallChosen(1, first, "faint")) == "citizen_at_counter"


def test_a_held_citizen_comes_back_to_the_same_leg_and_service_adds_up() -> None:
    story = Story()
    ticket = story.serving()
    story.do(c.HoldTicket(1, "fetches a copy"), after_s=100)
    assert (story.state(ticket), story.hall.counters[1].state) == ("held", "free")
    story.do(c.ResumeTicket(1), after_s=500)
    story.do(c.StartService(1))
    story.do(c.FinishService(1), after_s=60)
    assert story.hall.tickets[ticket].legs == [f"{ticket}.1"]
    assert story.leg(ticket).service_ms == 160_000


def test_resume_takes_the_one_held_longest_here_or_the_one_named() -> None:
    story = Story()
    held = []
    for _ in range(3):
        held.append(story.serving())
        story.do(c.HoldTicket(1), after_s=10)
    story.open(2)
    assert story.refusal(c.ResumeTicket(2)) == "nobody_held"
    story.do(c.ResumeTicket(2, held[1]))
    assert story.leg(held[1]).counter == 2
    story.do(c.ResumeTicket(1))
    assert story.state(held[0]) == "called"
    assert story.refusal(c.ResumeTicket(1)) == "citizen_at_counter"
    waiting = story.take()
    story.open(3)
    assert story.refusal(c.ResumeTicket(3, waiting)) == "not_held"
    assert story.refusal(c.ResumeTicket(3, "nobody")) == "ticket_unknown"


def test_a_ticket_held_at_a_counter_that_closed_is_resumed_at_another() -> None:
    story = Story()
    ticket = story.serving()
    story.do(c.HoldTicket(1))
    story.do(c.CloseCounter(1))
    story.open(2)
    assert kinds(story.do(c.ResumeTicket(2, ticket))) == ["called"]
    assert story.leg(ticket).counter == 2
