"""Opening, closing and pausing a counter; the supervisor's help."""

import pytest

from hub.core import commands as c
from hub.core.counter import COUNTER_MOVES, CounterState, IllegalCounterMove, step_counter
from tests.core.story import Story, kinds


def test_a_counter_makes_no_move_without_a_row() -> None:
    actions = {action for _, action in COUNTER_MOVES}
    for state in CounterState:
        for action in actions:
            if (state, action) not in COUNTER_MOVES:
                with pytest.raises(IllegalCounterMove):
                    step_counter(state, action)


def test_one_clerk_works_at_one_counter() -> None:
    story = Story()
    story.open(1)
    assert story.hall.counters[1].clerk == "clerk-1"
    assert story.refusal(c.OpenCounter(2, "clerk-1")) == "clerk_elsewhere"
    assert story.refusal(c.OpenCounter(1, "clerk-2")) == "already_open"
    story.do(c.CloseCounter(1))
    story.do(c.OpenCounter(2, "clerk-1"))
    assert story.hall.counters[2].clerk == "clerk-1"


def test_a_counter_opens_on_an_open_day_alone() -> None:
    assert Story(open_day=False).refusal(c.OpenCounter(1, "clerk-1")) == "day_not_open"


def test_a_counter_with_a_citizen_does_not_close() -> None:
    story = Story()
    story.serving()
    assert story.refusal(c.CloseCounter(1)) == "citizen_at_counter"
    story.do(c.FinishService(1))
    story.do(c.CloseCounter(1))
    assert story.refusal(c.CloseCounter(1)) == "counter_not_open"


def test_a_pause_keeps_its_reason_and_ends_with_resume() -> None:
    story = Story()
    assert story.refusal(c.PauseCounter(1, "lunch")) == "counter_not_open"
    story.open(1)
    story.do(c.PauseCounter(1, "lunch"))
    assert (story.hall.counters[1].state, story.hall.counters[1].pause_reason) == ("paused", "lunch")
    assert story.refusal(c.PauseCounter(1, "lunch")) == "counter_paused"
    story.do(c.ResumeCounter(1))
    assert (story.hall.counters[1].state, story.hall.counters[1].pause_reason) == ("free", "")
    assert story.refusal(c.ResumeCounter(1)) == "already_open"
    assert story.refusal(c.ResumeCounter(2)) == "counter_not_open"


@pytest.mark.parametrize("end", [c.FinishService(1), c.HoldTicket(1), c.TransferTicket(1, ("card",)), c.CallNext(1)])
def test_a_pause_with_a_citizen_begins_when_that_one_leaves(end: c.Command) -> None:
    story = Story()
    story.serving(1, "pension")
    assert kinds(story.do(c.PauseCounter(1, "lunch"))) == ["pause_asked"]
    assert story.hall.counters[1].state == "serving"
    assert kinds(story.do(end))[-1] == "counter_paused"
    assert story.hall.counters[1].pause_reason == "lunch"


def test_a_pause_asked_for_begins_as_well_after_a_miss_or_a_cancellation() -> None:
    story = Story()
    story.open(1, 2)
    story.take()
    left = story.take()
    for counter in (1, 2):
        story.do(c.CallNext(counter))
        story.do(c.PauseCounter(counter, "lunch"))
    assert kinds(story.do(c.MissTicket(1))) == ["missed", "counter_paused"]
    assert kinds(story.do(c.CancelTicket(left, "citizen_left"))) == ["cancelled", "counter_paused"]


def test_a_pause_asked_for_can_be_called_off() -> None:
    story = Story()
    story.serving()
    story.do(c.PauseCounter(1, "lunch"))
    story.do(c.ResumeCounter(1))
    assert kinds(story.do(c.FinishService(1))) == ["served"]


def test_a_pause_asked_for_outlives_the_undo_of_the_call() -> None:
    """Without its citizen the counter has nothing to finish: the pause begins."""
    story = Story()
    story.open(1)
    story.take()
    story.do(c.CallNext(1))
    story.do(c.PauseCounter(1, "lunch"))
    assert kinds(story.do(c.Undo(1), after_s=2)) == ["undone", "counter_paused"]
    assert (story.hall.counters[1].state, story.hall.counters[1].pause_after) == ("paused", "")
    assert story.refusal(c.CallNext(1)) == "counter_paused"


def test_help_is_asked_for_and_answered() -> None:
    story = Story()
    story.do(c.AskForHelp(1))
    assert story.hall.counters[1].help_asked
    story.do(c.AnswerHelp(1))
    assert not story.hall.counters[1].help_asked
    assert story.refusal(c.AskForHelp(99)) == "counter_unknown"


def test_every_change_that_a_clerk_can_see_has_a_new_revision() -> None:
    story = Story()
    revisions = [story.hall.counters[1].rev]
    story.open(1)
    story.take()
    for command in (c.CallNext(1), c.Recall(1), c.StartService(1), c.HoldTicket(1), c.Undo(1), c.PauseCounter(1, "x")):
        story.do(command)
        revisions.append(story.hall.counters[1].rev)
    assert len(set(revisions)) == len(revisions)
    assert revisions == sorted(revisions)
