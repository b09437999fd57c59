"""Events make the hall, in their order, and nothing else does."""

from copy import deepcopy
from dataclasses import replace

import pytest

from hub.core import commands as c
from hub.core import events as e
from hub.core.apply import HANDLERS, apply
from hub.core.commands import Command
from hub.core.counter import IllegalCounterMove
from hub.core.decide import DECISIONS, decide
from hub.core.decisions.moment import Moment
from hub.core.ticket import IllegalMove
from tests.core.story import Story


def test_every_event_has_a_handler_and_every_command_a_decision() -> None:
    assert set(HANDLERS) == set(e.EVENTS.values())
    assert set(DECISIONS) == set(Command.__args__)  # type: ignore[attr-defined]


def test_every_event_is_stored_under_a_name_of_its_own() -> None:
    assert e.EVENTS["ticket_taken"] is e.TicketTaken
    assert e.type_name(e.DayOpened("2020-01-13")) == "day_opened"
    assert len(e.EVENTS) == len(e.Event.__args__)  # type: ignore[attr-defined]


def test_deciding_changes_nothing() -> None:
    story = Story()
    story.serving()
    story.take()
    before = deepcopy(story.hall)
    for command in (c.CallNext(1), c.FinishService(1), c.Undo(1), c.CloseDay(), c.Tick()):
        decide(story.hall, c.Request(f"o:{command}", "a", "d", command), Moment(story.now_ms))
    assert story.hall == before


def test_an_event_out_of_its_order_is_not_applied() -> None:
    story = Story()
    last = story.journal[-1]
    for seq in (last.seq, last.seq + 2):
        with pytest.raises(ValueError, match="cannot follow"):
            apply(story.hall, replace(last, seq=seq))


def test_an_impossible_event_raises_instead_of_being_believed() -> None:
    story = Story()
    story.serving()
    ticket = story.take()
    place = replace(story.journal[-1], seq=story.hall.seq + 1)
    with pytest.raises(IllegalMove):
        apply(story.hall, replace(place, event=e.Served(f"{ticket}.1", 1, ())))
    with pytest.raises(IllegalCounterMove):
        apply(story.hall, replace(place, event=e.CounterPaused(1, "lunch")))


def test_replay_gives_an_equal_hall() -> None:
    story = Story()
    story.serving()
    story.take()
    story.do(c.CallNext(1), after_s=30)
    story.do(c.MissTicket(1), after_s=30)
    assert story.replayed() == story.hall


def test_hall_time_never_runs_backwards() -> None:
    story = Story()
    late = story.hall.at_ms
    place = replace(story.journal[-1], seq=story.hall.seq + 1, at_ms=late - 5000, event=e.HelpAsked(1))
    apply(story.hall, place)
    assert story.hall.at_ms == late


def test_an_origin_remembers_the_first_and_last_of_its_events() -> None:
    story = Story()
    story.serving()
    story.take()
    first = story.hall.seq + 1
    story.do(c.CallNext(1), origin="keypad-1:1:1")
    assert story.hall.origins["keypad-1:1:1"] == (first, first + 1)
