"""How people search: by a name as it stands, by its pinyin or the first letters of that, and by everyday words. Pure.

A text is kept as the lines that somebody may type a part of: itself, and where it holds hanzi its pinyin without tones and spaces
("shehuibaozhangka") and the first letters of that ("shbzk"). Characters of two readings that names use give a line for each.

What somebody typed is looked for as it stands, and else word by word, in any order: each word in some line of the same item, as it
stands or as an abbreviation; or in a line of a hall that accepts the item of all the other words. English words that carry no meaning
are left out.
"""

import re
from collections.abc import Iterable
from itertools import islice, product

HAN = re.compile(r"[\u3400-\u9fff]")
READINGS = {
    "重": ("zhong", "chong"), "行": ("xing", "hang"), "长": ("chang", "zhang"), "调": ("tiao", "diao"), "会": ("hui", "kuai"),
    "曾": ("zeng", "ceng"), "单": ("dan", "shan"), "参": ("can", "shen"), "朝": ("chao", "zhao"), "解": ("jie", "xie"),
    "乐": ("le", "yue"), "省": ("sheng", "xing"), "系": ("xi", "ji"), "藏": ("cang", "zang"), "传": ("chuan", "zhuan"),
    "降": ("jiang", "xiang"), "校": ("xiao", "jiao"), "都": ("du", "dou"), "厦": ("xia", "sha"), "六": ("liu", "lu"),
    "蚌": ("bang", "beng"), "堡": ("bao", "pu"), "女": ("nv", "nu"), "吕": ("lv", "lu"), "绿": ("lv", "lu"),
}  # fmt: skip
"""Characters that names of halls, places and errands use in two readings, or that are typed in two ways."""

FILLERS = frozenset(
    ("a", "an", "and", "at", "for", "from", "i", "in", "is", "me", "my", "of", "on", "or", "the", "to", "with", "your")
)
"""Nobody names an item by these; "lost my card" asks for what "card lost" asks for."""

MOST_WAYS = 8
"""To read one text: a name of many such characters is found by some of their readings only."""


def folded(words: str) -> str:
    """Upper and lower case alike, and nothing around it."""
    return words.casefold().strip()


def sound_of(character: str) -> str:
    """A hanzi's pinyin without its tone. The readings are loaded with the first one: workers ask for none, and are 57 MB smaller."""
    from pypinyin import lazy_pinyin

    return str(lazy_pinyin(character)[0])


def load() -> None:
    """Readings take half a second to load: better before the first hall is heard."""
    sound_of("厅")


class Sounds(dict[int, str]):
    """A table for ``str.translate``: hanzi by ``letters`` letters of their sound, all of it where that is None; no blanks or signs."""

    def __init__(self, letters: int | None) -> None:
        super().__init__()
        self._letters = letters

    def __missing__(self, point: int) -> str:
        character = chr(point)
        sound = sound_of(character)[: self._letters] if HAN.match(character) else character
        self[point] = sound if sound.isalnum() else ""
        return self[point]


WHOLE, FIRST = Sounds(None), Sounds(1)


def lines_of(text: str) -> list[str]:
    """All that finds a text."""
    text = folded(text)
    if not HAN.search(text):
        return [text]
    twice = [each for each in dict.fromkeys(text) if each in READINGS]
    lines = {text: None}
    for sounds in islice(product(*(READINGS[each] for each in twice)), MOST_WAYS):
        whole = first = text
        for character, sound in zip(twice, sounds, strict=True):
            whole, first = whole.replace(character, sound), first.replace(character, sound[0])
        lines[whole.translate(WHOLE)] = lines[first.translate(FIRST)] = None
    return list(lines)


def searched(texts: Iterable[str]) -> str:
    """The lines of some texts, for ``found``."""
    return "\n".join(line for text in texts for line in lines_of(text))


def found(wanted: str, lines: str) -> bool:
    """Do the lines hold what somebody typed? ``wanted``: folded; blanks between syllables do not matter."""
    return wanted in lines or "".join(wanted.split()) in lines


def words_of(wanted: str) -> list[str]:
    """The words that tell something, where somebody typed several; none where it was one. ``wanted``: folded.

    Fillers stay beside short words alone: "an hui" is a place.
    """
    words = wanted.split()
    telling = [word for word in words if word not in FILLERS]
    if len(words) < 2:
        return []
    return telling if any(len(word) > 3 or not word.isascii() for word in telling) else words


def fits(wanted: str, words: list[str], lines: str) -> bool:
    """Do the lines of one item hold all that somebody typed, or each of its ``words_of``, wherever?

    Abbreviations too: dearer, and for items alone, which are few.
    """
    if found(wanted, lines) or shortened(wanted, lines):
        return True
    return bool(words) and all(word in lines or shortened(word, lines) for word in words)


def shortened(wanted: str, lines: str) -> bool:
    """Is what somebody typed an abbreviation of hanzi, such as 社保卡 of 社会保障卡: its characters in their order, in one line?"""
    if len(wanted) < 2 or not all(map(HAN.match, wanted)):
        return False
    return any(in_order(wanted, line) for line in lines.split("\n"))


def in_order(wanted: str, line: str) -> bool:
    rest = iter(line)
    return all(character in rest for character in wanted)
