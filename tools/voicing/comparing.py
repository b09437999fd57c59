"""What was said against what was heard: calls compared by the sound of their words, not by how somebody writes them.

``syllable`` gives the sound of a hanzi (pinyin without its tone), so that 救 counts as 九: who listens hears no hanzi.
"""

import re
import unicodedata
from collections.abc import Callable, Container, Sequence

from display.voice.phrases import DIGITS, chinese, english

Syllable = Callable[[str], str]
LAST_FIGURES = re.compile(r"([0-9]+) *[号號][^号號]*$")
COUNTER_FIGURES = r"(?<=ounter )0*([1-9]\d?)\b"


def units(text: str, language: str, syllable: Syllable) -> list[str]:
    """What is compared: Latin letters and syllables, or English words and letters; figures are spoken first."""
    text = written(text)
    if language == "zh":
        read = re.sub(r"\d+", lambda found: spoken_figures(found.group()), text.upper())
        return [one if one.isascii() else syllable(one) for one in re.findall(r"[\u4e00-\u9fff]|[A-Z]", read)]
    read = re.sub(COUNTER_FIGURES, lambda found: english(int(found.group(1))), text.replace("-", " "))
    read = re.sub(r"(?<=[A-Z])(?=[A-Z0-9])", " ", read)
    return re.findall(r"[a-z]+", re.sub(r"\d", lambda found: f" {DIGITS['en'][found.group()]} ", read).lower())


def written(text: str) -> str:
    """One way to write the same: no full-width figures or letters, and 零 for 〇."""
    return unicodedata.normalize("NFKC", text).replace("〇", "零")


def spoken_figures(figures: str) -> str:
    """One or two figures are a number, others are said one by one."""
    if len(figures) > 2 or figures.startswith("0"):
        return "".join(DIGITS["zh"][figure] for figure in figures)
    return chinese(int(figures))


def digits_heard(text: str, language: str, syllable: Syllable) -> str:
    """Every digit that can be heard, in order."""
    if language == "zh":
        sounds = {syllable(word): digit for digit, word in DIGITS["zh"].items()}
        return "".join(one if one.isdigit() else sounds.get(syllable(one), "") for one in text if one.isalnum())
    words = {word: digit for digit, word in DIGITS["en"].items()}
    return "".join(words.get(word, word if word.isdigit() else "") for word in re.findall(r"[a-z]+|\d", text.lower()))


def is_right(text: str, number: str, counter: int, language: str, syllable: Syllable) -> bool:
    """Can the number's digits and the counter be heard? How the letter was written down is not asked."""
    digits, text = "".join(char for char in number if char.isdigit()), written(text)
    heard = units(text, language, syllable)
    if language == "zh":
        readings = [chinese(counter), "".join(DIGITS["zh"][figure] for figure in str(counter))]
        numerals = {syllable(word) for word in [*DIGITS["zh"].values(), "十"]}
        found = number_before(heard, syllable("号"), numerals)
        there = found in [[syllable(word) for word in reading] for reading in readings]
        there = there or are_figures_apart(text, digits, counter, syllable)
    else:
        readings = [english(counter), " ".join(DIGITS["en"][figure] for figure in str(counter))]
        there = any(f" counter {reading} " in f" {' '.join(heard)} " for reading in readings)
    return there and digits in digits_heard(text, language, syllable)


def are_figures_apart(text: str, digits: str, counter: int, syllable: Syllable) -> bool:
    """Do the counter's figures stand before the last 号, and the number's right before them? "7-267-22号" is C267 to 22."""
    found = LAST_FIGURES.search(text)
    before = digits_heard(text[: found.start()], "zh", syllable) if found else ""
    return found is not None and found.group(1) == str(counter) and before.endswith(digits)


def number_before(heard: Sequence[str], last: str, numerals: Container[str]) -> list[str]:
    """All numerals that stand together before the last ``last``."""
    ends = [place for place, unit in enumerate(heard) if unit == last]
    begin = end = ends[-1] if ends else 0
    while begin and heard[begin - 1] in numerals:
        begin -= 1
    return list(heard[begin:end])


def letter_is_right(text: str, number: str) -> bool:
    """Was the letter written as this very letter?"""
    return re.search(rf"(?<![A-Za-z]){number[0]}(?![a-z])", text) is not None


def nearness(heard: Sequence[str], said: Sequence[str]) -> float:
    """1 - edits (Levenshtein 1965) / length of the longer one."""
    row = list(range(len(said) + 1))
    for i, left in enumerate(heard, 1):
        last, row[0] = row[0], i
        for j, right in enumerate(said, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (left != right))
    return 1 - row[-1] / max(len(heard), len(said), 1)
