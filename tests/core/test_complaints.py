"""Complaints at a pad reach the supervisor and stay until they are answered."""

from hub.core import commands as c
from hub.core.views import supervisor_picture
from tests.core.story import Story, kinds, setup


def test_a_complaint_stays_until_it_is_answered_with_words() -> None:
    story = Story()
    ticket = story.serving(1)
    story.do(c.FinishService(1))
    story.do(c.Complain(1, f"{ticket}.1"))
    (shown,) = supervisor_picture(story.hall, story.now_ms)["complaints"]
    assert (shown["counter"], shown["number"]) == (1, story.number(ticket))
    assert story.refusal(c.AnswerComplaint(shown["complaint"], " ")) == "answer_missing"
    story.do(c.AnswerComplaint(shown["complaint"], "talked to the clerk"))
    assert supervisor_picture(story.hall, story.now_ms)["complaints"] == []
    assert story.refusal(c.AnswerComplaint(shown["complaint"], "again")) == "complaint_unknown"
    assert story.replayed() == story.hall


def test_a_complaint_outlives_the_day() -> None:
    story = Story()
    story.do(c.Complain(1))
    story.do(c.CloseDay())
    story.do(c.OpenDay("2020-01-14"))
    assert [shown["number"] for shown in supervisor_picture(story.hall, story.now_ms)["complaints"]] == [""]


def test_a_leg_of_another_counter_is_not_blamed() -> None:
    story = Story()
    ticket = story.serving(1)
    story.do(c.Complain(2, f"{ticket}.1"))
    assert [made.leg for made in story.hall.complaints.values()] == [""]


def test_a_counter_that_is_not_there_has_no_complaints() -> None:
    assert Story().refusal(c.Complain(77)) == "counter_unknown"


def due(story: Story) -> list[tuple[int, bool]]:
    """Of each complaint: opening time since, and whether its answer is overdue."""
    shown = supervisor_picture(story.hall, story.now_ms)["complaints"]
    return [(each["open_s"], each["over_limit"]) for each in shown]


def test_an_answer_is_due_after_the_opening_time_of_the_rule() -> None:
    story = Story(setup(complaint_due_s=3600))
    story.do(c.Complain(1))
    story.now_ms += 3_600_000
    assert due(story) == [(3600, False)]
    story.now_ms += 1000
    assert due(story) == [(3601, True)]


def test_the_hours_in_which_the_hall_is_closed_do_not_count() -> None:
    story = Story(setup(complaint_due_s=3600))
    story.do(c.Complain(1), after_s=7 * 3600)
    story.do(c.CloseDay(), after_s=1800)
    story.do(c.Complain(2), after_s=600)
    assert due(story) == [(1800, False), (0, False)]
    story.do(c.OpenDay("2020-01-14"), after_s=15 * 3600)
    assert due(story) == [(1800, False), (0, False)]
    story.now_ms += 1_801_000
    assert due(story) == [(3601, True), (1801, False)]
    assert story.replayed() == story.hall


def test_a_complaint_and_its_answer_refuse_no_press_of_the_clerk() -> None:
    story = Story()
    story.open(1)
    story.take()
    seen = story.hall.counters[1].rev
    story.do(c.Complain(1))
    story.do(c.AnswerComplaint(next(iter(story.hall.complaints)), "talked to the clerk"))
    assert kinds(story.do(c.CallNext(1), seen=seen)) == ["called"]


def test_a_hall_and_its_twin_age_their_complaints_apart() -> None:
    story = Story()
    story.do(c.Complain(1))
    twin = story.hall.twin()
    story.do(c.CloseDay(), after_s=60)
    assert [made.open_ms for made in twin.complaints.values()] == [0]
    assert [made.open_ms for made in story.hall.complaints.values()] == [60_000]
