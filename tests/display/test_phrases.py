"""What is said when a number is called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.voice.phrases import (
    CHIME,
    call_clips,
    chinese,
    counter_words,
    english,
    hall_clips,
    ticket_words,
    word_clips,
)  # fmt: skip

WORDS = {f"zh-char-{char}" for char in "A0123456789"} | {
    "zh-ticket-before", "zh-ticket-after", "zh-counter-before", "zh-counter-after", "en-counter-before",
}  # fmt: skip


def test_a_call_is_two_whole_phrases_after_a_chime_twice() -> None:
    have = {"zh-ticket-A012", "zh-counter-3"}
    assert call_clips("A012", 3, ["zh"], have) == [CHIME, *["zh-ticket-A012", "zh-counter-3"] * 2]


def test_english_follows_once_where_the_ticket_asks_for_it() -> None:
    have = {f"{language}-{rest}" for language in ("zh", "en") for rest in ("ticket-A012", "counter-3")}
    chinese_twice = [CHIME, *["zh-ticket-A012", "zh-counter-3"] * 2]
    assert call_clips("A012", 3, ["zh", "en"], have) == [*chinese_twice, "en-ticket-A012", "en-counter-3"]
    assert call_clips("A012", 3, ["zh", "ug"], have) == chinese_twice


def test_where_the_first_language_has_no_clips_the_other_says_it_twice() -> None:
    have = {"en-ticket-A012", "en-counter-3", "zh-counter-3"}
    assert call_clips("A012", 3, ["zh", "en"], have) == [CHIME, *["en-ticket-A012", "en-counter-3"] * 2]


def test_a_number_without_a_phrase_is_joined_from_its_characters() -> None:
    said = call_clips("A01", 3, ["zh"], WORDS | {"zh-counter-3"})
    joined = ["zh-ticket-before", "zh-char-A", "zh-char-0", "zh-char-1", "zh-ticket-after"]
    assert said == [CHIME, *[*joined, "zh-counter-3"] * 2]


def test_a_usual_number_is_joined_from_three_parts_in_a_language_that_has_them() -> None:
    have = dict([*word_clips("zh"), *word_clips("en")])
    parts = ["zh-letter-A", "zh-pair-01", "zh-last-2", "zh-counter-3"]
    assert call_clips("A012", 3, ["zh"], have) == [CHIME, *parts * 2]
    assert [have[part] for part in parts] == ["请A，", "零一", "二号", "到三号窗口"]
    assert "en-char-0" in call_clips("A012", 3, ["en"], have)
    assert "zh-char-0" in call_clips("AA034", 3, ["zh"], have)
    del have["zh-pair-01"]
    assert "zh-char-0" in call_clips("A012", 3, ["zh"], have), "one part is missing: the words say it"
    assert call_clips("A012", 3, ["zh"], {**have, "zh-ticket-A012": ""})[1] == "zh-ticket-A012"


@given(st.text(), st.integers(), st.text(), st.sets(st.sampled_from(sorted(WORDS))))
def test_a_call_is_said_whole_or_not_at_all(number: str, counter: int, language: str, have: set[str]) -> None:
    said = call_clips(number, counter, [language], have)
    assert said[0] == CHIME
    assert set(said) <= have | {CHIME}


def test_half_a_call_is_not_said() -> None:
    assert call_clips("A012", 3, ["zh"], {"zh-ticket-A012"}) == [CHIME]
    assert call_clips("A012", 3, ["zh"], {"zh-counter-3"}) == [CHIME]


def test_the_words_of_the_clips() -> None:
    assert ticket_words("A012", "zh") == "请A，零一二号"
    assert counter_words(3, "zh") == "到三号窗口"
    assert counter_words(12, "zh") == "到十二号窗口"
    assert ticket_words("A012", "en") == "Ticket A zero one two please"
    assert counter_words(3, "en") == "go to counter three"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pack_s_words_say_every_number_and_every_counter(language: str) -> None:
    have = dict(word_clips(language))
    for number, counter in (("A012", 1), ("Z999", 60), ("AA034", 61), ("I567", 999), ("O8", 100)):
        assert len(call_clips(number, counter, [language], have)) > 8


def test_a_hall_s_own_phrases_are_used_before_words() -> None:
    have = dict(hall_clips(["A001", "A002"], [7], "zh"))
    assert have == {"zh-counter-7": "到七号窗口", "zh-ticket-A001": "请A，零零一号", "zh-ticket-A002": "请A，零零二号"}
    assert call_clips("A002", 7, ["zh"], have) == [CHIME, *["zh-ticket-A002", "zh-counter-7"] * 2]


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "one"), (10, "ten"), (12, "twelve"), (20, "twenty"), (45, "forty five"), (300, "three hundred")],
)
def test_counters_are_said_in_english_as_people_say_them(number: int, said: str) -> None:
    assert english(number) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (54, "五十四"), (100, "一百"), (105, "一百零五"),
     (110, "一百一十"), (999, "九百九十九")],
)  # fmt: skip
def test_numbers_are_said_as_people_say_them(number: int, said: str) -> None:
    assert chinese(number) == said


def test_every_counter_sounds_different() -> None:
    assert len({chinese(number) for number in range(1, 1000)}) == 999
