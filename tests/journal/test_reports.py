"""The report of a day tells what the day was."""

from dataclasses import replace

from hub.core import commands as c
from hub.core.catalogue import AfarRules, Place
from hub.core.ticket import LegState
from hub.journal.reports import ComplaintCount, day_legs, day_report, percentile
from tests.core.story import Story, setup


def test_a_day_of_two_visits() -> None:
    story = Story()
    story.open(1, 2)
    story.take("card")
    story.take("pension")
    story.do(c.CallNext(1), after_s=60)
    story.do(c.CallNext(2), after_s=60)
    story.do(c.FinishService(1), after_s=240)
    story.do(c.FinishService(2), after_s=240)
    story.do(c.Rate(next(iter(story.hall.legs)), 5), after_s=5)
    report = day_report(story.journal)
    assert (report.tickets, report.served, report.missed) == (2, 2, 0)
    assert (report.wait_p50_s, report.wait_p95_s, report.over_15_min) == (60, 120, 0)
    assert report.worked_s == {1: 300, 2: 480}
    assert report.load_ratio == 480 / 300
    assert report.ratings == {5: 1}


def test_whoever_left_uncalled_has_waited_too() -> None:
    story = Story()
    story.open(1)
    ticket = story.take()
    story.do(c.CancelTicket(ticket, "citizen_left"), after_s=1200)
    report = day_report(story.journal)
    assert (report.cancelled, report.served) == (1, 0)
    assert report.wait_p50_s == 1200
    assert report.over_15_min == 1


def test_a_finish_that_was_taken_back_is_not_served() -> None:
    story = Story(setup(start_required=True))
    story.open(1)
    story.take()
    story.do(c.CallNext(1))
    story.do(c.StartService(1), after_s=10)
    story.do(c.FinishService(1), after_s=100)
    story.do(c.Undo(1), after_s=3)
    (row,) = day_legs(story.journal)
    assert row.state == LegState.SERVING
    assert (row.service_ms, row.outcomes, row.ended_ms) == (0, (), 0)


def test_an_empty_day_divides_by_nothing() -> None:
    report = day_report([])
    assert report.tickets == 0
    assert report.wait_p50_s is None
    assert report.load_ratio is None


def test_a_percentile_is_a_value_that_somebody_had() -> None:
    assert [percentile([1, 2, 3, 4], share) for share in (0, 0.25, 0.5, 0.51, 1)] == [1, 1, 2, 3, 4]


def test_complaints_and_answers_are_counted_where_they_belong() -> None:
    story = Story()
    for counter in (1, 1, 2):
        story.do(c.Complain(counter))
    first, second, third = story.hall.complaints
    story.do(c.AnswerComplaint(first, "talked to the clerk"))
    story.do(c.CloseDay())
    story.do(c.OpenDay("2020-01-14"))
    next_day = len(story.journal)
    story.do(c.AnswerComplaint(third, "the counter has a sign now"))
    report = day_report(story.journal[:next_day])
    assert report.complaints == {1: ComplaintCount(made=2, answered=1), 2: ComplaintCount(made=1, answered=0)}
    assert day_report(story.journal[next_day:]).complaints == {2: ComplaintCount(made=0, answered=1)}
    assert list(story.hall.complaints) == [second]


def test_the_way_from_home_is_no_wait_in_the_hall() -> None:
    """Who comes waits from then on, who stays away never did; no promise is held against either."""
    story = Story(replace(setup(), place=Place(remote=True, url="https://hall.example"), afar=AfarRules(hold_s=60)))
    story.open(1)
    story.serving(1)
    comes, stays = story.take(afar=True), story.take(afar=True)
    story.do(c.BeginVisit(comes), after_s=3000)
    story.do(c.CallNext(1), after_s=100)
    story.do(c.FinishService(1), after_s=300)
    story.do(c.Tick())
    story.do(c.Tick(), after_s=60)
    assert story.state(stays) == "cancelled"
    rows = {row.number: row for row in day_legs(story.journal)}
    assert (rows[story.number(comes)].wait_s, rows[story.number(stays)].wait_s) == (100, None)
    assert rows[story.number(comes)].p50_s is None
    assert (day_report(story.journal).cancelled, day_report(story.journal).missed) == (1, 0)
