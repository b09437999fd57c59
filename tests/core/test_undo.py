"""Within seconds a clerk takes back the last slip, as long as nothing was built on it."""

from copy import deepcopy

import pytest

from hub.core import commands as c
from hub.core.hall import Hall
from tests.core.story import Story, kinds, setup


def desk(story: Story, ticket: str, counter: int = 1) -> tuple[object, ...]:
    """What a slip may have changed: the leg, the counter and the line."""
    hall: Hall = deepcopy(story.hall)
    at = hall.counters[counter]
    at.rev, at.slip, at.free_ms = 0, None, 0
    leg = hall.legs[hall.tickets[ticket].legs[-1]]
    leg.asked_ms = 0
    return leg, at, set(hall.waiting)


SLIPS: dict[str, tuple[tuple[c.Command, ...], c.Command]] = {
    "call": ((), c.CallNext(1)),
    "chosen": ((), c.CallChosen(1, "20200113-A001", "why")),
    "start": ((c.CallNext(1),), c.StartService(1)),
    "miss": ((c.CallNext(1),), c.MissTicket(1)),
    "finish": ((c.CallNext(1), c.StartService(1)), c.FinishService(1)),
    "finish without a start": ((c.CallNext(1),), c.FinishService(1)),
    "next": ((c.CallNext(1),), c.CallNext(1)),
    "hold": ((c.CallNext(1), c.StartService(1)), c.HoldTicket(1)),
    "resume": ((c.CallNext(1), c.HoldTicket(1)), c.ResumeTicket(1)),
    "transfer": ((c.CallNext(1),), c.TransferTicket(1, ("pension",))),
    "finish and pause": ((c.CallNext(1), c.PauseCounter(1, "lunch")), c.FinishService(1)),
    "miss and pause": ((c.CallNext(1), c.PauseCounter(1, "lunch")), c.MissTicket(1)),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_an_undo_gives_back_what_was_there_before(slip: str) -> None:
    before, press = SLIPS[slip]
    story = Story()
    story.open(1)
    ticket, _ = story.take(), story.take()
    for command in before:
        story.do(command, after_s=60)
    story.now_ms += 30_000
    was = desk(story, ticket)
    story.do(press)
    assert desk(story, ticket) != was
    assert kinds(story.do(c.Undo(1), after_s=10)) == ["undone"]
    assert desk(story, ticket) == was
    assert story.hall == story.replayed()


@pytest.mark.parametrize("slip", SLIPS)
def test_after_an_undo_the_day_goes_on(slip: str) -> None:
    before, press = SLIPS[slip]
    story = Story()
    story.open(1)
    ticket, _ = story.take(), story.take()
    for command in (*before, press, c.Undo(1)):
        story.do(command, after_s=5)
    story.do(c.ResumeCounter(1))
    for command in (c.ResumeTicket(1), c.CallNext(1), c.StartService(1), c.FinishService(1)):
        if story.state(ticket) != "served":
            story.do(command, after_s=5)
    assert story.state(ticket) == "served"


def test_an_undo_comes_within_its_seconds_or_not_at_all() -> None:
    story = Story(setup(undo_s=10))
    story.open(1)
    ticket = story.take()
    story.do(c.CallNext(1))
    story.now_ms += 10_001
    assert story.refusal(c.Undo(1)) == "undo_late"
    assert story.state(ticket) == "called"


def test_there_is_one_undo_a_slip_and_none_without() -> None:
    story = Story()
    assert story.refusal(c.Undo(1)) == "nothing_to_undo"
    story.serving()
    story.do(c.Undo(1))
    assert story.refusal(c.Undo(1)) == "nothing_to_undo"


@pytest.mark.parametrize("after", [c.CloseCounter(1), c.PauseCounter(1, "lunch")])
def test_closing_or_pausing_is_no_slip_and_ends_the_undo(after: c.Command) -> None:
    story = Story()
    story.serving()
    story.do(c.FinishService(1))
    story.do(after)
    assert story.refusal(c.Undo(1)) == "nothing_to_undo"


def test_a_rated_service_is_not_undone() -> None:
    story = Story()
    ticket = story.serving()
    story.do(c.FinishService(1))
    story.do(c.Rate(f"{ticket}.1", 5))
    assert story.refusal(c.Undo(1)) == "nothing_to_undo"


def test_a_missed_citizen_who_is_back_in_the_queue_stays_there() -> None:
    story = Story()
    story.open(1)
    ticket = story.take()
    story.do(c.CallNext(1))
    story.do(c.MissTicket(1))
    story.do(c.ReturnTicket(ticket))
    assert story.refusal(c.Undo(1)) == "nothing_to_undo"


def test_a_transfer_that_was_taken_on_is_not_undone() -> None:
    story = Story()
    ticket = story.serving(1, "card")
    story.open(2)
    story.do(c.TransferTicket(1, (), 2))
    story.do(c.CallNext(2))
    assert story.refusal(c.Undo(1)) == "nothing_to_undo"
    assert story.state(ticket) == "called"


def test_a_transfer_that_was_sent_on_again_is_not_undone() -> None:
    """The new leg of the second transfer belongs to the second counter's slip."""
    story = Story()
    ticket = story.serving(1, "card")
    story.open(2)
    story.do(c.TransferTicket(1, (), 2))
    story.do(c.CallNext(2))
    story.do(c.TransferTicket(2, ("pension",)))
    assert story.refusal(c.Undo(1)) == "nothing_to_undo"
    story.do(c.Undo(2))
    assert story.leg(ticket).counter == 2


def test_a_miss_elsewhere_is_not_undone_here() -> None:
    """Counter 1 missed the ticket, it came back and counter 2 missed it again: that slip is counter 2's."""
    story = Story()
    story.open(1, 2)
    ticket = story.take()
    story.do(c.CallNext(1))
    story.do(c.MissTicket(1))
    story.do(c.ReturnTicket(ticket))
    story.do(c.CallNext(2))
    story.do(c.MissTicket(2))
    assert story.refusal(c.Undo(1)) == "nothing_to_undo"
    story.do(c.Undo(2))
    assert (story.state(ticket), story.leg(ticket).counter) == ("called", 2)


def test_a_hold_that_another_counter_resumed_and_undid_is_still_held_here() -> None:
    story = Story()
    ticket = story.serving()
    story.do(c.HoldTicket(1), after_s=300)
    was = deepcopy(story.leg(ticket))
    story.open(2)
    story.do(c.ResumeTicket(2, ticket))
    story.do(c.Undo(2))
    assert story.leg(ticket) == was
    story.do(c.Undo(1))
    assert (story.state(ticket), story.hall.counters[1].leg) == ("serving", f"{ticket}.1")
    assert story.hall.counters[1].worked_ms == 0


def test_the_work_of_an_undone_finish_is_taken_off() -> None:
    story = Story()
    story.serving()
    story.do(c.FinishService(1), after_s=300)
    assert (story.hall.counters[1].served, story.hall.counters[1].worked_ms) == (1, 300_000)
    story.do(c.Undo(1))
    assert (story.hall.counters[1].served, story.hall.counters[1].worked_ms) == (0, 0)
    story.do(c.FinishService(1), after_s=60)
    assert (story.hall.counters[1].served, story.hall.counters[1].worked_ms) == (1, 360_000)


def test_an_undone_finish_teaches_nothing() -> None:
    story = Story(setup(undo_s=10))
    story.serving(1, "pension")
    story.do(c.FinishService(1), after_s=5)
    story.do(c.Undo(1))
    story.do(c.FinishService(1), after_s=595)
    story.do(c.AskForHelp(1), after_s=11)
    assert story.hall.pace.services["pension"].weight == 1
    assert story.hall.pace.services["pension"].value == pytest.approx(600)


def test_the_call_of_the_automatic_mode_is_nobody_s_slip() -> None:
    story = Story(setup(assignment="auto", rest_s=0))
    story.open(1)
    story.take()
    assert kinds(story.do(c.Tick())) == ["called"]
    assert story.refusal(c.Undo(1)) == "nothing_to_undo"


@pytest.mark.parametrize("press", [(c.MissTicket(1),), (c.StartService(1),), ()])
def test_who_was_taken_back_has_the_full_time_to_come(press: tuple[c.Command, ...]) -> None:
    """Otherwise the next tick would miss the citizen again at once, and the undo be for nothing."""
    story = Story(setup(miss_after_s=45))
    story.open(1)
    ticket = story.take()
    story.do(c.CallNext(1))
    story.now_ms += 44_000
    for command in press:
        story.do(command)
    if not press:
        assert kinds(story.do(c.Tick(), after_s=1)) == ["missed"]
    story.do(c.Undo(1), after_s=5)
    assert story.do(c.Tick()) == []
    assert story.state(ticket) == "called"
    assert kinds(story.do(c.Tick(), after_s=45)) == ["missed"]
