"""Words as the signs that Kokoro reads: Chinese by ``misaki``, English word by word from its dictionaries.

A name may hold anything. Figures are spoken as numbers; capitals that are no word are spelt out letter by letter; a
plural, a past or an -ing is made from its word; what then is still unknown is an ``UnknownWord``.
"""

import json
import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

from display.voice.phrases import DIGITS, english
from tools.voicing.comparing import spoken_figures
from tools.voicing.voices import UnknownWord

HANZI_OR_WORD = re.compile(r"[\u4e00-\u9fff，。！？、]+|[A-Z]|[a-z]+")
WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?|[,.!?]")
BY_HAND = {
    "a": "ɐ", "the": "ðə", "W": "dˈʌbəljˌu", "your": "jʊɹ", "tickets": "tˈɪkəts", "hours": "ˈWəɹz",
}  # fmt: skip
DICTIONARIES = ("us_gold", "us_silver", "gb_gold", "gb_silver")
"""Those of British spellings come last."""
VOICELESS, HISSING = "ptkfθ", "szʃʒʧʤ"


def spelt(words: str, language: str) -> str:
    """Words as the signs that the model reads. Raises ``UnknownWord``."""
    if language != "zh":
        read = re.sub(r"\d+", lambda found: f" {english_figures(found.group())} ", words.replace("’", "'"))
        return " ".join(pronounced(word) for word in WORD.findall(read)).replace(" ,", ",").replace(" .", ".")
    from misaki.zh import ZHG2P

    read = ZHG2P.map_punctuation(re.sub(r"\d+", lambda found: spoken_figures(found.group()), words))
    read = read.replace(",", "，").replace(".", "。")
    parts = []
    for part in HANZI_OR_WORD.findall(read):
        parts.append(ZHG2P.legacy_call(ZHG2P.map_punctuation(part)) if not part.isascii() else f" {pronounced(part)} ")
    return "".join(parts).strip()


def english_figures(figures: str) -> str:
    """One or two figures are a number, others are said one by one."""
    if len(figures) > 2 or figures.startswith("0"):
        return " ".join(DIGITS["en"][figure] for figure in figures)
    return english(int(figures))


def pronounced(word: str) -> str:
    """One English word, letter or punctuation mark."""
    if not word[0].isalpha():
        return word
    found = known(word) or inflected(word, known)
    if found is None and word.isupper():
        found = " ".join(known(letter) or "" for letter in word)
    if found is None:
        raise UnknownWord(f"no dictionary knows the word {word!r}")
    return found


def known(word: str) -> str | None:
    """A word of the dictionaries, or one of ours."""
    if word in BY_HAND:
        return BY_HAND[word]
    for dictionary in map(dictionary_of, DICTIONARIES):
        if found := dictionary.get(word) or dictionary.get(word.lower()):
            return str(found if isinstance(found, str) else found["DEFAULT"])
    return None


def inflected(word: str, known: Callable[[str], str | None]) -> str | None:
    """A plural, a genitive, a past or an -ing of a known word; ``known``: word -> signs."""
    for ending, stems in (("'s", ("",)), ("s", ("",)), ("ing", ("", "e")), ("ed", ("", "e"))):
        for stem in stems if word.endswith(ending) else ():
            if found := known(word.removesuffix(ending) + stem):
                return found + sound_of(ending, found[-1])
    return None


def sound_of(ending: str, last: str) -> str:
    """How an ending sounds behind this sign."""
    if ending == "ing":
        return "ɪŋ"
    if ending == "ed":
        return "ᵻd" if last in "td" else "t" if last in VOICELESS + HISSING else "d"
    return "ᵻz" if last in HISSING else "s" if last in VOICELESS else "z"


@cache
def dictionary_of(name: str) -> dict[str, Any]:
    """Word -> signs, or signs by part of speech."""
    read: dict[str, Any] = json.loads((files("misaki") / "data" / f"{name}.json").read_text(encoding="utf-8"))
    return read
