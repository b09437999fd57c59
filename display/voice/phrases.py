"""Which clips say a call, and which words each clip says. Pure.

A call is two phrases, "请A，零一二号" and "到三号窗口", made ahead as whole clips: joined single words are understood far
less often. Where a whole phrase was not made yet it is joined from larger parts, "请A，" "零一" "二号", where a language
has them; else from its words; and where even those are missing nothing is spoken: the chime and the screens call alone.
"""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import product

CHIME = "chime"
TIMES = 2
"""A call is said twice: who missed the number the first time is listening by then."""

DIGITS = {
    "zh": dict(zip("0123456789", "零一二三四五六七八九", strict=True)),
    "en": dict(
        zip("0123456789", ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"), strict=True)
    ),
}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
TICKET = {"zh": ("请", "号"), "en": ("Ticket", "please")}
BREATH = {"zh": "，"}
"""Behind the letter of a number; without it a recogniser takes both for one word of Chinese."""
IN_PARTS = ("zh",)
"""Languages whose single digits are too short to be understood alone."""
USUAL = re.compile(r"([A-Z])([0-9]{2})([0-9])")
"""A number that has parts: letter, two digits, the last digit."""
COUNTER = {"zh": ("到", "号窗口"), "en": ("go to counter", "")}
"""Language -> words before and after the number."""

PACK_COUNTERS = range(1, 61)
"""Counters whose whole phrase is in the project's own pack."""
PROMPTS = ("choose", "closed", "confirm", "paper", "ticket")
"""Sentences of a kiosk; their words are the texts ``voice.prompt.NAME``."""

NAMED = ("item", "line", "priority")
"""Kinds of things whose names a kiosk says; their clips are called by their codes: ``zh-item-CODE``."""

TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def call_clips(number: str, counter: int, languages: Sequence[str], have: Container[str]) -> list[str]:
    """The clips of a call, in order; the chime alone where no language can say it whole.

    ``languages``: the hall's own first. The first that can say the call says it twice, the others once.
    """
    sentences = [said for language in languages if (said := _sentence(number, counter, language, have))]
    repeated = [clip for place, said in enumerate(sentences) for clip in said * (1 if place else TIMES)]
    return [CHIME, *repeated]


def _sentence(number: str, counter: int, language: str, have: Container[str]) -> list[str]:
    """Both phrases in one language, or nothing."""
    ticket = _phrase("ticket", number, language, have)
    place = _phrase("counter", str(counter), language, have)
    return [*ticket, *place] if ticket and place else []


def _phrase(kind: str, number: str, language: str, have: Container[str]) -> list[str]:
    """The whole phrase where it was made, else its parts, else its words, else nothing."""
    before, after = f"{language}-{kind}-before", f"{language}-{kind}-after"
    ends = [after] if _around(kind, language)[1] else []
    words = [before, *(f"{language}-char-{char}" for char in number), *ends]
    ways = [[f"{language}-{kind}-{number}"], _parts(kind, number, language), words]
    return next((way for way in ways if way and all(clip in have for clip in way)), [])


def _parts(kind: str, number: str, language: str) -> list[str]:
    """The clips of a usual ticket number in three parts, in a language that has them."""
    found = USUAL.fullmatch(number)
    if kind != "ticket" or language not in IN_PARTS or not found:
        return []
    letter, pair, last = found.groups()
    return [f"{language}-letter-{letter}", f"{language}-pair-{pair}", f"{language}-last-{last}"]


def _around(kind: str, language: str) -> tuple[str, str]:
    return (TICKET if kind == "ticket" else COUNTER).get(language, ("", ""))


def ticket_words(number: str, language: str) -> str:
    """What the whole clip of a ticket number says: "请A，零一二号"; in Chinese a breath keeps letter and digits apart."""
    prefix = number.rstrip("0123456789")
    digits = [DIGITS[language][char] for char in number[len(prefix) :]]
    breath = [BREATH[language]] if prefix and digits and language in BREATH else []
    return _joined(_around("ticket", language), [*prefix, *breath, *digits], language)


def counter_words(counter: int, language: str) -> str:
    """What the whole clip of a counter says: "到三号窗口", "到十二号窗口", "go to counter twelve"."""
    spoken = chinese(counter) if language == "zh" else english(counter)
    return _joined(_around("counter", language), [spoken], language)


def _joined(around: tuple[str, str], middle: list[str], language: str) -> str:
    gap = "" if language == "zh" else " "
    return gap.join(word for word in (around[0], *middle, around[1]) if word)


def word_clips(language: str) -> Iterator[tuple[str, str]]:
    """(clip, words) of all that any call can be joined from, whole counter phrases included."""
    for char, word in DIGITS[language].items():
        yield f"{language}-char-{char}", word
    for letter in LETTERS:
        yield f"{language}-char-{letter}", letter
    for kind in ("ticket", "counter"):
        for place, words in zip(("before", "after"), _around(kind, language), strict=True):
            if words:
                yield f"{language}-{kind}-{place}", words
    for counter in PACK_COUNTERS:
        yield f"{language}-counter-{counter}", counter_words(counter, language)
    if language in IN_PARTS:
        yield from part_clips(language)


def part_clips(language: str) -> Iterator[tuple[str, str]]:
    """(clip, words) of the parts of ticket numbers: "请A，", "零一", "二号"."""
    (before, after), digits = _around("ticket", language), DIGITS[language]
    for letter in LETTERS:
        yield f"{language}-letter-{letter}", f"{before}{letter}{BREATH[language]}"
    for one, other in product(digits, repeat=2):
        yield f"{language}-pair-{one}{other}", digits[one] + digits[other]
    for digit, word in digits.items():
        yield f"{language}-last-{digit}", word + after


def hall_clips(numbers: Sequence[str], counters: Sequence[int], language: str) -> Iterator[tuple[str, str]]:
    """(clip, words) of a hall's own whole phrases."""
    for counter in counters:
        yield f"{language}-counter-{counter}", counter_words(counter, language)
    for number in numbers:
        yield f"{language}-ticket-{number}", ticket_words(number, language)


def name_clips(kind: str, names: Mapping[str, Mapping[str, str]], language: str) -> Iterator[tuple[str, str]]:
    """(clip, words) of things of a kind, one of ``NAMED``; ``names``: code -> language -> name."""
    for code, texts in names.items():
        if texts.get(language):
            yield f"{language}-{kind}-{code}", texts[language]


def chinese(number: int) -> str:
    """A whole number from 1 to 999 as it is said: 3 三, 12 十二, 20 二十, 105 一百零五."""
    digit = DIGITS["zh"]
    hundreds, tens, ones = _places(number)
    said = f"{digit[str(hundreds)]}百" if hundreds else ""
    if tens:
        said += ("" if tens == 1 and not hundreds else digit[str(tens)]) + "十"
    elif hundreds and ones:
        said += "零"
    return said + (digit[str(ones)] if ones else "")


def english(number: int) -> str:
    """A whole number from 1 to 999 as it is said: 12 twelve, 45 forty five, 105 one hundred five."""
    digit = DIGITS["en"]
    hundreds, tens, ones = _places(number)
    said = [digit[str(hundreds)], "hundred"] if hundreds else []
    if tens == 1:
        return " ".join([*said, TEENS[ones]])
    return " ".join([*said, *([TENS[tens]] if tens else []), *([digit[str(ones)]] if ones else [])])


def _places(number: int) -> tuple[int, int, int]:
    """Hundreds, tens and ones of 1 to 999; anything else is a ``ValueError``."""
    if not 1 <= number <= 999:
        raise ValueError(f"{number} is not 1 to 999")
    return number // 100, number // 10 % 10, number % 10
