"""Which clips say a call, and which words each clip says. Pure.

A call is two phrases, "请A零一二号" and "到三号窗口", made ahead as whole clips: joined single words are understood far
less often. Where a whole phrase was not made yet its words are joined, and where even those are missing nothing is
spoken: the chime and the screens call alone.
"""

from collections.abc import Container

CHIME = "chime"
TIMES = 2
"""A call is said twice: who missed the number the first time is listening by then."""

DIGITS = {
    "zh": dict(zip("0123456789", "零一二三四五六七八九", strict=True)),
    "en": dict(
        zip("0123456789", ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"), strict=True)
    ),
}
TICKET = {"zh": ("请", "号"), "en": ("Ticket", "please")}
COUNTER = {"zh": ("到", "号窗口"), "en": ("go to counter", "")}
"""Language -> words before and after the number."""


def call_clips(number: str, counter: int, language: str, have: Container[str]) -> list[str]:
    """The clips of a call, in order; the chime alone where it cannot be said whole."""
    ticket = _phrase("ticket", number, language, have)
    place = _phrase("counter", str(counter), language, have)
    if not ticket or not place:
        return [CHIME]
    return [CHIME, *ticket, *place] * TIMES


def _phrase(kind: str, number: str, language: str, have: Container[str]) -> list[str]:
    """The whole phrase where it was made, else its words, else nothing."""
    whole = f"{language}-{kind}-{number}"
    if whole in have:
        return [whole]
    before, after = f"{language}-{kind}-before", f"{language}-{kind}-after"
    ends = [after] if _around(kind, language)[1] else []
    joined = [before, *(f"{language}-char-{char}" for char in number), *ends]
    return joined if all(clip in have for clip in joined) else []


def _around(kind: str, language: str) -> tuple[str, str]:
    return (TICKET if kind == "ticket" else COUNTER).get(language, ("", ""))


def ticket_words(number: str, language: str) -> str:
    """What the whole clip of a ticket number says: "请A零一二号"."""
    return _joined(_around("ticket", language), [DIGITS[language].get(char, char) for char in number], language)


def counter_words(counter: int, language: str) -> str:
    """What the whole clip of a counter says: "到三号窗口", "到十二号窗口", "go to counter 12"."""
    spoken = chinese(counter) if language == "zh" else str(counter)
    return _joined(_around("counter", language), [spoken], language)


def _joined(around: tuple[str, str], middle: list[str], language: str) -> str:
    gap = "" if language == "zh" else " "
    return gap.join(word for word in (around[0], *middle, around[1]) if word)


def chinese(number: int) -> str:
    """A whole number from 1 to 999 as it is said: 3 三, 12 十二, 20 二十, 105 一百零五."""
    if not 1 <= number <= 999:
        raise ValueError(f"{number} is not 1 to 999")
    digit = DIGITS["zh"]
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    said = f"{digit[str(hundreds)]}百" if hundreds else ""
    if tens:
        said += ("" if tens == 1 and not hundreds else digit[str(tens)]) + "十"
    elif hundreds and ones:
        said += "零"
    return said + (digit[str(ones)] if ones else "")
