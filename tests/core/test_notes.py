"""What clerks write about a ticket, and what they see of their own day."""

import pytest

from hub.core import commands as c
from hub.core import views
from tests.core.story import Story, setup


def test_a_note_stays_with_the_ticket_when_it_is_sent_on() -> None:
    story = Story(setup())
    story.open(1, 2)
    story.serving(1)
    story.do(c.WriteNote(1, "  copy of the card is missing "))
    story.do(c.TransferTicket(1, (), 2, None, False))
    story.do(c.CallNext(2))
    current = views.counter_picture(story.hall, 2, story.now_ms)["current"]
    assert [(note["counter"], note["words"]) for note in current["notes"]] == [(1, "copy of the card is missing")]
    assert [(leg["counter"], leg["clerk"], leg["state"]) for leg in current["earlier"]] == [
        (1, "clerk-1", "transferred")
    ]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("   ", "note_missing"),
        ("call 13812345678", "note_personal"),
        ("id 110101 19900307 123X", "note_personal"),
        ("tel 010-6554 3210", "note_personal"),
    ],
)
def test_a_note_without_words_or_with_somebody_s_number_is_refused(words: str, reason: str) -> None:
    story = Story(setup())
    story.open(1)
    story.serving(1)
    assert story.refusal(c.WriteNote(1, words)) == reason


def test_a_note_needs_a_citizen_at_the_counter() -> None:
    story = Story(setup())
    story.open(1)
    assert story.refusal(c.WriteNote(1, "nobody is here")) == "nobody_called"


def test_a_clerk_s_day_counts_what_is_over_newest_first() -> None:
    story = Story(setup())
    story.open(1)
    story.serving(1)
    story.do(c.FinishService(1), after_s=100)
    story.take()
    story.do(c.CallNext(1))
    story.do(c.MissTicket(1), after_s=60)
    story.serving(1)
    story.do(c.FinishService(1), after_s=300)
    day = views.clerk_day(story.hall, "clerk-1", story.now_ms)
    assert (day["served"], day["missed"], day["held"], day["transferred"], day["mean_s"]) == (2, 1, 0, 0, 200)
    assert [(leg["number"], leg["state"]) for leg in day["legs"]] == [
        ("A003", "served"),
        ("A002", "missed"),
        ("A001", "served"),
    ]
    assert views.clerk_day(story.hall, "clerk-2", story.now_ms)["legs"] == []
