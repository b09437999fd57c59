"""The hub's start, its configuration, the business day."""

from dataclasses import replace

import pytest

from hub.core import commands as c
from hub.core.catalogue import CounterSetup
from hub.core.decide import decide
from hub.core.decisions.moment import Moment
from hub.core.events import CommandRefused
from tests.core.story import START_MS, Story, kinds, names, setup


def without_clock(story: Story, command: c.Command) -> str:
    (event,) = decide(story.hall, c.Request("o", "a", "d", command), Moment(story.now_ms, clock_ok=False))
    assert isinstance(event, CommandRefused)
    return event.reason


def test_days_only_go_forward_and_never_reopen() -> None:
    story = Story()
    assert story.refusal(c.OpenDay("2020-01-14")) == "already_open"
    story.do(c.CloseDay())
    assert story.refusal(c.OpenDay("2020-01-13")) == "day_not_later"
    assert story.refusal(c.OpenDay("2019-12-31")) == "day_not_later"
    assert story.refusal(c.CloseDay()) == "day_not_open"
    assert kinds(story.do(c.OpenDay("2020-01-14"))) == ["day_opened"]


@pytest.mark.parametrize("day", ["", "tomorrow", "2020-13-01", "2020-1-14", "20200114", "2020-01-14T09:00", "二〇二〇"])
def test_a_day_is_an_iso_date(day: str) -> None:
    """Days compare as text: one that is no date could never be followed by a real one."""
    assert Story(open_day=False).refusal(c.OpenDay(day)) == "day_invalid"


def test_a_clock_that_is_not_known_to_be_right_opens_and_closes_nothing() -> None:
    assert without_clock(Story(open_day=False), c.OpenDay("2020-01-13")) == "clock_not_set"
    assert without_clock(Story(), c.CloseDay()) == "clock_not_set"


def test_a_day_does_not_close_over_a_citizen_at_a_counter() -> None:
    story = Story()
    story.serving()
    assert story.refusal(c.CloseDay()) == "counters_busy"


def test_closing_the_day_ends_every_ticket_and_closes_every_counter() -> None:
    story = Story()
    held = story.serving()
    story.do(c.HoldTicket(1))
    missed = story.take()
    story.do(c.CallNext(1))
    story.do(c.MissTicket(1))
    waiting = story.take()
    story.open(2)
    story.do(c.PauseCounter(2, "lunch"))
    assert kinds(story.do(c.CloseDay())) == [
        "cancelled", "abandoned", "abandoned", "counter_closed", "counter_closed", "day_closed",
    ]  # fmt: skip
    assert [story.state(each) for each in (held, missed, waiting)] == ["abandoned", "abandoned", "cancelled"]
    assert {counter.state for counter in story.hall.counters.values()} == {"closed"}
    assert story.refusal(c.TakeTicket(("card",), c.Channel.KIOSK, "link")) == "day_not_open"


def test_a_new_day_starts_empty_with_number_one() -> None:
    story = Story()
    story.take()
    story.do(c.CloseDay())
    story.do(c.OpenDay("2020-01-14"), after_s=86_400)
    assert (story.hall.tickets, story.hall.legs, story.hall.links, story.hall.calls) == ({}, {}, {}, [])
    assert story.take() == "20200114-A001"


def test_an_action_of_yesterday_is_still_not_done_twice() -> None:
    story = Story()
    take = c.TakeTicket(("card",), c.Channel.DISPENSER, "link")
    story.do(take, origin="dispenser-1:7:3")
    story.do(c.CloseDay())
    story.do(c.OpenDay("2020-01-14"))
    assert story.do(take, origin="dispenser-1:7:3") == []


def test_actions_older_than_that_are_forgotten() -> None:
    story = Story()
    story.do(c.AskForHelp(1), origin="old")
    for day in ("2020-01-14", "2020-01-15"):
        story.do(c.CloseDay())
        story.do(c.OpenDay(day))
    assert "old" not in story.hall.origins


def test_each_start_of_the_hub_has_a_higher_epoch() -> None:
    story = Story()
    story.do(c.StartHub(clock_ok=True, gap_known=True))
    assert story.hall.epoch == 2


def test_a_gap_without_a_clock_makes_waits_unknown_instead_of_zero() -> None:
    story = Story()
    before = story.take()
    story.do(c.StartHub(clock_ok=False, gap_known=False))
    after = story.take()
    assert (story.leg(before).known_wait, story.leg(after).known_wait) == (False, True)


def test_after_a_restored_backup_numbers_jump_ahead() -> None:
    story = Story()
    story.take()
    story.do(c.StartHub(clock_ok=True, gap_known=True, skip=20))
    assert story.number(story.take()) == "A022"


def test_numbers_jump_ahead_in_a_day_that_the_backup_does_not_know_of() -> None:
    """The backup is of yesterday and today's numbers up to 70 may be on paper: opening today must not start at one."""
    story = Story()
    story.take()
    story.do(c.CloseDay())
    story.do(c.StartHub(clock_ok=True, gap_known=True, skip=70, skip_day="2020-01-14"))
    story.do(c.OpenDay("2020-01-14"))
    assert story.number(story.take()) == "A071"
    story.do(c.CloseDay())
    story.do(c.OpenDay("2020-01-15"))
    assert story.number(story.take()) == "A001"


def test_numbers_skipped_in_an_earlier_day_change_nothing() -> None:
    story = Story()
    story.do(c.StartHub(clock_ok=True, gap_known=True, skip=70, skip_day="2020-01-12"))
    assert story.number(story.take()) == "A001"


def test_a_new_setup_keeps_every_waiting_ticket() -> None:
    story = Story()
    story.open(1)
    ticket = story.take("pension")
    left = tuple(item for item in story.hall.setup.items if item.code != "pension")
    story.do(c.Configure(replace(story.hall.setup, items=left)))
    assert story.refusal(c.TakeTicket(("pension",), c.Channel.KIOSK, "link")) == "item_unknown"
    assert kinds(story.do(c.CallNext(1))) == ["called"]
    story.do(c.StartService(1))
    story.do(c.FinishService(1), after_s=60)
    assert story.state(ticket) == "served"


def test_a_counter_that_a_new_setup_removes_finishes_its_citizen_and_goes_when_it_closes() -> None:
    story = Story()
    ticket = story.serving(2)
    story.take()
    story.do(c.Configure(replace(story.hall.setup, counters=(CounterSetup(1, names("1")),))))
    assert sorted(story.hall.counters) == [1, 2]
    assert kinds(story.do(c.CallNext(2))) == ["served"]
    assert story.state(ticket) == "served"
    assert story.refusal(c.CallNext(2)) == "nobody_waiting"
    story.do(c.CloseCounter(2))
    assert sorted(story.hall.counters) == [1]
    assert story.refusal(c.OpenCounter(2, "clerk-2")) == "counter_unknown"
    assert story.hall == story.replayed()


def test_a_held_ticket_of_a_removed_counter_is_not_lost() -> None:
    story = Story()
    ticket = story.serving(2)
    story.do(c.HoldTicket(2))
    story.do(c.CloseCounter(2))
    story.do(c.Configure(replace(story.hall.setup, counters=(CounterSetup(1, names("1")),))))
    story.open(1)
    story.do(c.ResumeTicket(1, ticket))
    assert kinds(story.do(c.Undo(1))) == ["undone"]
    story.do(c.ResumeTicket(1, ticket))
    assert story.leg(ticket).counter == 1


def test_a_setup_may_add_counters_and_change_rules_in_mid_day() -> None:
    story = Story(setup(counters=1))
    story.do(c.Configure(setup(counters=3, undo_s=99)))
    story.open(3)
    assert story.hall.counters[3].state == "free"
    assert story.hall.setup.rules.undo_s == 99
    assert story.hall.at_ms == START_MS
