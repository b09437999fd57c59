"""One rating for each service given, in time, never by default."""

import pytest

from hub.core import commands as c
from hub.core.views import counter_picture
from tests.core.story import Story, kinds, setup


def served(**rules: object) -> tuple[Story, str]:
    story = Story(setup(**rules))
    ticket = story.serving()
    story.do(c.FinishService(1))
    return story, f"{ticket}.1"


@pytest.mark.parametrize("score", [1, 2, 3, 4, 5])
def test_five_levels_are_taken(score: int) -> None:
    story, leg = served()
    story.do(c.Rate(leg, score))
    assert story.hall.legs[leg].score == score


@pytest.mark.parametrize("score", [0, 6, -1])
def test_other_levels_are_refused(score: int) -> None:
    story, leg = served()
    assert story.refusal(c.Rate(leg, score)) == "score_out_of_range"


@pytest.mark.parametrize("score", [1, 2])
def test_a_bad_rating_may_give_reasons(score: int) -> None:
    story, leg = served()
    story.do(c.Rate(leg, score, ("attitude",)))
    assert story.hall.legs[leg].reasons == ("attitude",)


def test_a_good_rating_is_not_asked_for_reasons() -> None:
    story, leg = served()
    assert story.refusal(c.Rate(leg, 3, ("attitude",))) == "reasons_not_asked"


def test_one_rating_a_leg() -> None:
    story, leg = served()
    story.do(c.Rate(leg, 5))
    assert story.refusal(c.Rate(leg, 1)) == "already_rated"
    assert story.hall.legs[leg].score == 5


def test_unrated_stays_unrated() -> None:
    story, leg = served()
    story.do(c.Tick(), after_s=7200)
    assert story.hall.legs[leg].score is None


def test_a_rating_comes_in_time_as_seen_by_the_citizen() -> None:
    story, leg = served(rating_window_s=1800)
    story.now_ms += 1_801_000
    assert story.refusal(c.Rate(leg, 5)) == "rating_late"
    assert kinds(story.do(c.Rate(leg, 5), age_ms=5000)) == ["rated"]


def test_only_what_was_served_is_rated() -> None:
    story = Story()
    ticket = story.serving(1, "card")
    assert story.refusal(c.Rate(f"{ticket}.1", 5)) == "not_rateable"
    assert story.refusal(c.Rate("nothing", 5)) == "leg_unknown"
    story.do(c.TransferTicket(1, ("pension",)))
    assert story.refusal(c.Rate(f"{ticket}.1", 5)) == "not_rateable"


def test_the_pad_asks_for_the_leg_served_last_until_the_next_service_begins() -> None:
    """The next key finishes and calls in one press: that must not take the citizen's rating away."""
    story = Story()
    ticket = story.serving()
    story.take()
    story.do(c.CallNext(1))
    assert counter_picture(story.hall, 1, story.now_ms)["rate"] == f"{ticket}.1"
    story.do(c.StartService(1))
    assert counter_picture(story.hall, 1, story.now_ms)["rate"] == ""


def test_each_leg_of_a_ticket_has_its_own_rating() -> None:
    story = Story()
    ticket = story.serving(1, "card")
    story.do(c.FinishService(1))
    second = story.serving(1, "card")
    story.do(c.FinishService(1))
    story.do(c.Rate(f"{ticket}.1", 5))
    story.do(c.Rate(f"{second}.1", 2))
    assert [story.leg(each).score for each in (ticket, second)] == [5, 2]


def test_a_rating_is_taken_until_the_next_day_opens() -> None:
    story, leg = served(rating_window_s=86_400)
    story.do(c.CloseDay())
    story.do(c.Rate(leg, 4))
    assert story.hall.legs[leg].score == 4
    story.do(c.OpenDay("2020-01-14"))
    assert story.refusal(c.Rate(leg, 4)) == "leg_unknown"
