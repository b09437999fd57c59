"""Matters: taken in at a counter, decided later, each with its deadline; none is lost, and each is pushed once."""

from dataclasses import replace
from datetime import date, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given

from hub.core import commands as c
from hub.core import events as e
from hub.core.audit import Evidence, audit
from hub.core.catalogue import CounterSetup, Depth, HallSetup, Item, Line, Priority, Rules
from hub.core.decisions.assignment import due_ms
from hub.core.matter_views import LISTED, matter_counts, matter_list, receipt_picture
from hub.core.matters import ENDED_KEPT_DAYS, Countdown, Matter, Stage, workdays_after, workdays_up_to
from hub.core.views import ticket_picture
from tests.core.story import Story, kinds, names

LATER = "injury"
"""An item that is decided within five working days."""


def setup(**rules: object) -> HallSetup:
    """A hall with an item that is decided on the spot and two that are not."""
    papers = (names("identity card"), names("report"))
    return HallSetup(
        hall="test",
        names=names("test hall"),
        lines=(Line("social", names("social")),),
        items=(
            Item("card", names("card"), "social"),
            Item(LATER, names("injury"), "social", Depth.TIME_LIMITED, documents=papers, limit_days=5),
            Item("endless", names("endless"), "social", Depth.TIME_LIMITED),
        ),
        priorities=(Priority("walk_in", names("walk-in"), 1.0),),
        counters=(CounterSetup(1), CounterSetup(2)),
        rules=Rules(**rules),  # type: ignore[arg-type]
    )


def taken_in(item: str = LATER, **fields: object) -> c.Outcome:
    return c.Outcome(item, c.Result.TAKEN_IN, **fields)  # type: ignore[arg-type]


def accept(story: Story, item: str = LATER, **fields: object) -> str:
    """Take a citizen's matter in; its number."""
    story.serving(1, item)
    link = f"receipt-{len(story.journal)}"
    done = story.do(c.FinishService(1, (taken_in(item, **fields),), (link,)), after_s=60)
    (accepted,) = (each for each in done if isinstance(each, e.MatterAccepted))
    return accepted.matter


def begin(**rules: object) -> tuple[Story, str]:
    story = Story(setup(**rules))
    return story, accept(story)


def next_day(story: Story, day: str) -> list[e.Event]:
    """Close, open, and do what is due by itself."""
    story.do(c.CloseDay(), after_s=60)
    story.do(c.OpenDay(day), after_s=3600)
    return story.do(c.Tick()) if due_ms(story.hall) is not None else []


def matter(story: Story, number: str) -> Matter:
    return story.hall.matters.live[number]


def said(story: Story, number: str) -> object:
    return receipt_picture(story.hall, matter(story, number))["countdown"]


def test_a_time_limited_item_that_is_taken_in_opens_a_matter_with_its_deadline() -> None:
    story = Story(setup())
    ticket = story.serving(1, "card", LATER, "endless")
    outcomes = (taken_in("card"), taken_in(LATER), taken_in("endless"))
    done = story.do(c.FinishService(1, outcomes, ("r1", "r2", "r3")))
    assert kinds(done) == ["served", "matter_accepted", "matter_accepted"]
    first, second = (each for each in done if isinstance(each, e.MatterAccepted))
    assert (first.matter, first.item, first.link, first.due) == ("20200113-A001-1-2", LATER, "r1", "2020-01-20")
    assert (second.matter, second.link, second.due) == ("20200113-A001-1-3", "r2", "")
    shown = ticket_picture(story.hall, story.hall.tickets[ticket], story.now_ms)["receipts"]
    assert [each["link"] for each in shown] == ["r1", "r2"]


@pytest.mark.parametrize("result", [c.Result.DONE, c.Result.ADVISED, c.Result.REFUSED])
def test_no_other_outcome_opens_one(result: c.Result) -> None:
    story = Story(setup())
    story.serving(1, LATER)
    assert kinds(story.do(c.FinishService(1, (c.Outcome(LATER, result, "why"),), ("r1",)))) == ["served"]


def test_next_takes_in_as_finish_does() -> None:
    story = Story(setup())
    story.serving(1, LATER)
    story.take("card")
    assert kinds(story.do(c.CallNext(1, (taken_in(),), ("r1",)))) == ["served", "matter_accepted", "called"]
    assert story.hall == story.replayed()


@pytest.mark.parametrize("links", [(), ("",)])
def test_without_a_receipt_nothing_is_taken_in(links: tuple[str, ...]) -> None:
    story = Story(setup())
    ticket = story.serving(1, LATER)
    assert story.refusal(c.FinishService(1, (taken_in(),), links)) == "receipt_missing"
    assert story.state(ticket) == "serving"


def test_an_undo_of_the_finish_takes_the_acceptance_back() -> None:
    story = Story(setup())
    before = story.serving(1, LATER)
    story.do(c.FinishService(1, (taken_in(),), ("r1",)))
    assert kinds(story.do(c.Undo(1), after_s=5)) == ["undone"]
    assert (story.state(before), story.hall.matters.live, story.hall.matters.links) == ("serving", {}, {})
    story.do(c.FinishService(1, (taken_in(),), ("r2",)))
    assert story.hall.matters.links == {"r2": "20200113-A001-1-1"}
    assert audit(story.journal, Evidence(live=story.hall, replayed=story.replayed())) == []


def test_a_matter_that_an_office_has_already_is_not_taken_back() -> None:
    story, number = begin()
    story.do(c.MoveMatter(number, Stage.REVIEWING, "Injury office"), after_s=2)
    assert story.refusal(c.Undo(1)) == "nothing_to_undo"


def test_a_matter_goes_from_office_to_office_to_the_citizen() -> None:
    story, number = begin()
    for stage, holder in ((Stage.REVIEWING, "Injury office"), (Stage.REVIEWING, "Fund office"), (Stage.DECIDED, ""),
                          (Stage.COLLECTED, "Window 3")):  # fmt: skip
        story.do(c.MoveMatter(number, stage, holder), after_s=60)
    steps = receipt_picture(story.hall, matter(story, number))["steps"]
    assert [(step["stage"], step["holder"]) for step in steps] == [
        ("accepted", ""), ("reviewing", "Injury office"), ("reviewing", "Fund office"), ("decided", "Fund office"),
        ("collected", "Window 3"),
    ]  # fmt: skip
    assert said(story, number) is None


@pytest.mark.parametrize(
    ("stage", "holder", "reason", "refusal"),
    [
        (Stage.DECIDED, "office", "", "matter_elsewhere"),
        (Stage.COLLECTED, "office", "", "matter_elsewhere"),
        (Stage.ACCEPTED, "office", "", "matter_elsewhere"),
        (Stage.REVIEWING, "  ", "", "holder_missing"),
        (Stage.REVIEWING, "110101199003071234", "", "words_personal"),
        (Stage.RETURNED, "", " ", "absent_reason"),
        (Stage.RETURNED, "", "call 138 1234 5678", "words_personal"),
    ],
)
def test_a_move_that_does_not_fit_is_refused(stage: Stage, holder: str, reason: str, refusal: str) -> None:
    story, number = begin()
    assert story.refusal(c.MoveMatter(number, stage, holder, reason)) == refusal
    assert matter(story, number).stage == Stage.ACCEPTED


def test_a_matter_that_is_not_there_is_refused() -> None:
    story, _ = begin()
    assert story.refusal(c.MoveMatter("20200113-A009-1-1", Stage.REVIEWING, "office")) == "matter_unknown"
    assert story.refusal(c.BringDocument("20200113-A009-1-1")) == "matter_unknown"


def test_a_returned_matter_says_why_and_its_countdown_stops() -> None:
    story, number = begin()
    story.do(c.MoveMatter(number, Stage.RETURNED, reason="the report is not signed"))
    picture = receipt_picture(story.hall, matter(story, number))
    assert (picture["stage"], picture["reason"], picture["countdown"]) == ("returned", "the report is not signed", None)


def test_a_document_that_is_owed_is_promised_for_a_day_and_bars_the_decision() -> None:
    story = Story(setup())
    number = accept(story, owed=2, owed_by="2020-01-15")
    story.do(c.MoveMatter(number, Stage.REVIEWING, "office"))
    assert (matter(story, number).owed, matter(story, number).owed_by) == (names("report"), "2020-01-15")
    assert story.refusal(c.MoveMatter(number, Stage.DECIDED)) == "document_owed"
    next_day(story, "2020-01-16")
    assert matter_list(story.hall)["matters"][0]["owed_late"]
    assert kinds(story.do(c.BringDocument(number))) == ["document_brought"]
    assert story.refusal(c.BringDocument(number)) == "nothing_owed"
    assert kinds(story.do(c.MoveMatter(number, Stage.DECIDED))) == ["matter_moved"]
    assert story.hall == story.replayed()


@pytest.mark.parametrize(
    ("item", "result", "owed", "by", "refusal"),
    [
        (LATER, c.Result.TAKEN_IN, 3, "2020-01-15", "document_unknown"),
        (LATER, c.Result.TAKEN_IN, -1, "2020-01-15", "document_unknown"),
        (LATER, c.Result.TAKEN_IN, 1, "", "promise_unfit"),
        (LATER, c.Result.TAKEN_IN, 1, "2020-02-30", "promise_unfit"),
        (LATER, c.Result.TAKEN_IN, 1, "20200115", "promise_unfit"),
        (LATER, c.Result.TAKEN_IN, 1, "2020-01-12", "promise_unfit"),
        (LATER, c.Result.TAKEN_IN, 1, "2020-01-21", "promise_unfit"),
        (LATER, c.Result.DONE, 1, "2020-01-15", "owed_not_taken_in"),
        ("card", c.Result.TAKEN_IN, 1, "2020-01-15", "owed_not_taken_in"),
    ],
)
def test_a_promise_that_does_not_fit_is_refused(item: str, result: c.Result, owed: int, by: str, refusal: str) -> None:
    story = Story(setup())
    story.serving(1, item)
    outcome = c.Outcome(item, result, owed=owed, owed_by=by)
    assert story.refusal(c.FinishService(1, (outcome,), ("r1",))) == refusal


def test_the_system_reminds_warns_and_pushes_by_itself_once() -> None:
    story, number = begin(matter_remind_days=3, matter_warn_days=1)
    heard = [(story.hall.day, said(story, number), 0)]
    for day in ("14", "15", "17", "20", "21", "22"):
        pushed = next_day(story, f"2020-01-{day}")
        heard.append((story.hall.day, said(story, number), len(pushed)))
    assert heard == [
        ("2020-01-13", Countdown.DUE, 0), ("2020-01-14", Countdown.DUE, 0), ("2020-01-15", Countdown.REMINDER, 0),
        ("2020-01-17", Countdown.WARNING, 0), ("2020-01-20", Countdown.WARNING, 0),
        ("2020-01-21", Countdown.OVERDUE, 1), ("2020-01-22", Countdown.OVERDUE, 0),
    ]  # fmt: skip
    assert matter(story, number).level == 1
    assert matter_counts(story.hall) == {"due": 0, "reminder": 0, "warning": 0, "overdue": 1}
    assert audit(story.journal, Evidence(live=story.hall, replayed=story.replayed())) == []


def test_a_matter_that_was_decided_in_time_is_never_pushed() -> None:
    story, number = begin()
    story.do(c.MoveMatter(number, Stage.REVIEWING, "office"))
    story.do(c.MoveMatter(number, Stage.DECIDED))
    assert next_day(story, "2020-03-02") == []


def test_one_that_is_decided_before_the_first_tick_of_the_day_is_not_pushed() -> None:
    story, number = begin()
    story.do(c.MoveMatter(number, Stage.REVIEWING, "office"))
    story.do(c.CloseDay())
    story.do(c.OpenDay("2020-01-21"), after_s=3600)
    story.do(c.MoveMatter(number, Stage.DECIDED))
    assert (story.do(c.Tick()), due_ms(story.hall)) == ([], None)


def test_the_most_urgent_matter_comes_first() -> None:
    story = Story(setup())
    endless, early = accept(story, "endless"), accept(story)
    next_day(story, "2020-01-16")
    late = accept(story)
    decided = accept(story)
    story.do(c.MoveMatter(decided, Stage.REVIEWING, "Fund office"))
    story.do(c.MoveMatter(decided, Stage.DECIDED))
    listed = matter_list(story.hall)
    assert [each["matter"] for each in listed["matters"]] == [early, late, endless, decided]
    assert (listed["offices"], listed["more"]) == (["Fund office"], 0)
    story.do(c.MoveMatter(decided, Stage.COLLECTED))
    assert [each["matter"] for each in matter_list(story.hall, ended=True)["matters"]] == [decided]
    assert [each["matter"] for each in matter_list(story.hall, " Fund ", ended=True)["matters"]] == [decided]
    assert [each["matter"] for each in matter_list(story.hall, early[-9:])["matters"]] == [early]


def test_a_long_list_shows_the_most_urgent_and_says_how_many_more_there_are() -> None:
    story, number = begin()
    first = matter(story, number)
    for place in range(LISTED + 20):
        story.hall.matters.live[f"later-{place}"] = replace(first, id=f"later-{place}", due="2020-03-02")
    listed = matter_list(story.hall)
    assert (len(listed["matters"]), listed["more"], listed["matters"][0]["matter"]) == (LISTED, 21, number)
    assert matter_counts(story.hall) == {"due": LISTED + 20, "reminder": 1, "warning": 0, "overdue": 0}


def test_a_collected_matter_leaves_after_some_days_and_a_running_one_never() -> None:
    story, number = begin()
    running = accept(story, "endless")
    story.do(c.MoveMatter(number, Stage.RETURNED, reason="wrong hall"))
    last = date(2020, 1, 13) + timedelta(ENDED_KEPT_DAYS)
    next_day(story, last.isoformat())
    assert set(story.hall.matters.live) == {number, running}
    next_day(story, (last + timedelta(1)).isoformat())
    assert set(story.hall.matters.live) == set(story.hall.matters.links.values()) == {running}
    next_day(story, "2030-01-02")
    assert set(story.hall.matters.live) == {running}


def test_a_matter_survives_an_item_that_is_gone() -> None:
    story, number = begin()
    gone = setup()
    story.do(c.Configure(HallSetup(gone.hall, gone.names, gone.lines, gone.items[:1], gone.priorities, gone.counters)))
    assert receipt_picture(story.hall, matter(story, number))["names"] == names(LATER)


@given(day=st.dates(date(2019, 12, 25), date(2021, 1, 10)), count=st.integers(0, 60))
def test_working_days_are_counted_as_on_a_calendar(day: date, count: int) -> None:
    due = date.fromisoformat(workdays_after(day.isoformat(), count))
    between = [day + timedelta(each) for each in range(1, (due - day).days + 1)]
    assert sum(each.weekday() < 5 for each in between) == count == workdays_up_to(due) - workdays_up_to(day)
    assert count == 0 or due.weekday() < 5
