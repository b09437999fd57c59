"""What is said when a number is called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.voice.phrases import CHIME, call_clips, chinese, counter_words, ticket_words

WORDS = {f"zh-char-{char}" for char in "A0123456789"} | {
    "zh-ticket-before", "zh-ticket-after", "zh-counter-before", "zh-counter-after", "en-counter-before",
}  # fmt: skip


def test_a_call_is_two_whole_phrases_after_a_chime_twice() -> None:
    have = {"zh-ticket-A012", "zh-counter-3"}
    assert call_clips("A012", 3, "zh", have) == [CHIME, "zh-ticket-A012", "zh-counter-3"] * 2


def test_a_number_without_a_phrase_is_joined_from_its_characters() -> None:
    said = call_clips("A01", 3, "zh", WORDS | {"zh-counter-3"})
    joined = ["zh-ticket-before", "zh-char-A", "zh-char-0", "zh-char-1", "zh-ticket-after"]
    assert said == [CHIME, *joined, "zh-counter-3"] * 2


@given(st.text(), st.integers(), st.text(), st.sets(st.sampled_from(sorted(WORDS))))
def test_a_call_is_said_whole_or_not_at_all(number: str, counter: int, language: str, have: set[str]) -> None:
    said = call_clips(number, counter, language, have)
    assert said[0] == CHIME
    assert set(said) <= have | {CHIME}


def test_half_a_call_is_not_said() -> None:
    assert call_clips("A012", 3, "zh", {"zh-ticket-A012"}) == [CHIME]
    assert call_clips("A012", 3, "zh", {"zh-counter-3"}) == [CHIME]


def test_the_words_of_the_clips() -> None:
    assert ticket_words("A012", "zh") == "请A零一二号"
    assert counter_words(3, "zh") == "到三号窗口"
    assert counter_words(12, "zh") == "到十二号窗口"
    assert ticket_words("A012", "en") == "Ticket A zero one two please"
    assert counter_words(3, "en") == "go to counter 3"


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (54, "五十四"), (100, "一百"), (105, "一百零五"),
     (110, "一百一十"), (999, "九百九十九")],
)  # fmt: skip
def test_numbers_are_said_as_people_say_them(number: int, said: str) -> None:
    assert chinese(number) == said


def test_every_counter_sounds_different() -> None:
    assert len({chinese(number) for number in range(1, 1000)}) == 999
