"""Complaints at a pad reach the supervisor and stay until they are answered."""

from hub.core import commands as c
from hub.core.views import supervisor_picture
from tests.core.story import Story


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
