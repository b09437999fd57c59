"""What must hold between the values of a hall: codes known and unique, texts in every language."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from hub.core.catalogue import ALSO_LETTERS, MOST_ALSO, HallSetup, Text
from hub.settings.keys import FACTS, LEVELS
from hub.settings.mistakes import Path

Finding = tuple[Path, str, str]
"""Path, problem, what was expected."""


def findings(setup: HallSetup) -> Iterator[Finding]:
    """Everything that is wrong with a hall whose values all have the right type."""
    yield from _unique("lines", "code", [line.code for line in setup.lines])
    yield from _unique("items", "code", [item.code for item in setup.items])
    yield from _unique("priorities", "code", [priority.code for priority in setup.priorities])
    yield from _unique("counters", "number", [counter.number for counter in setup.counters])
    yield from _something_there(setup)
    yield from _references(setup)
    yield from _facts_and_levels(setup)
    yield from _everyday_words(setup)
    yield from _timezone(setup.timezone)
    yield from _languages(setup)


def _unique(table: str, key: str, values: Sequence[str | int]) -> Iterator[Finding]:
    for index, value in enumerate(values):
        first = values.index(value)
        if first < index:
            yield (table, index, key), f"{value} is there twice", f"a {key} other than that of {table}[{first}]"


def _something_there(setup: HallSetup) -> Iterator[Finding]:
    if not setup.items:
        yield ("items",), "is empty", "at least one service item"
    if not setup.counters:
        yield ("counters",), "is empty", "at least one counter"
    if not setup.languages:
        yield ("languages",), "is empty", "at least one language"
    if all(priority.code != "walk_in" for priority in setup.priorities):
        yield ("priorities",), 'has no "walk_in"', "a class with that code, for everybody without a priority"


def _references(setup: HallSetup) -> Iterator[Finding]:
    lines = {line.code for line in setup.lines}
    codes = {item.code for item in setup.items}
    for index, item in enumerate(setup.items):
        if item.line not in lines:
            yield ("items", index, "line"), f'"{item.line}" is no line', "one of " + ", ".join(sorted(lines))
    for index, counter in enumerate(setup.counters):
        for key, own in (("items", counter.items), ("overflow", counter.overflow)):
            for place, code in enumerate(own):
                if code not in codes:
                    yield ("counters", index, key, place), f'"{code}" is no item', "the code of one of the items"
        if counter.overflow and not counter.items:
            yield ("counters", index, "overflow"), "has no meaning here", "items of its own as well, or neither"
        for place, code in enumerate(counter.overflow):
            if code in counter.items:
                yield ("counters", index, "overflow", place), f'"{code}" is one of its own items', "another one"


def _facts_and_levels(setup: HallSetup) -> Iterator[Finding]:
    for index, item in enumerate(setup.items):
        for place, level in enumerate(item.levels):
            if level not in LEVELS:
                yield ("items", index, "levels", place), f'"{level}" is no level', "one of " + ", ".join(LEVELS)
        for name in item.facts:
            if name not in FACTS:
                yield ("items", index, "facts", name), "unknown fact", "one of " + ", ".join(FACTS)


def _everyday_words(setup: HallSetup) -> Iterator[Finding]:
    for index, item in enumerate(setup.items):
        if len(item.also) > MOST_ALSO:
            yield ("items", index, "also"), f"holds {len(item.also)} words", f"at most {MOST_ALSO}"
        for place, word in enumerate(item.also):
            if not word.strip() or not word.isprintable() or len(word) > ALSO_LETTERS:
                expected = f"one line of at most {ALSO_LETTERS} visible letters"
                yield ("items", index, "also", place), "is empty, too long or holds control characters", expected


def _timezone(name: str) -> Iterator[Finding]:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        yield ("timezone",), f'"{name}" is no time zone', 'an IANA name such as "Asia/Shanghai"'


def _languages(setup: HallSetup) -> Iterator[Finding]:
    for path, text in _texts(setup):
        yield from text_findings(setup, path, text)


def text_findings(setup: HallSetup, path: Path, text: Text) -> Iterator[Finding]:
    """What is wrong with one text for people."""
    for language in setup.languages:
        if language not in text:
            yield path, f'has no "{language}"', "a text in each of the hall's languages"
    for language, words in text.items():
        if language not in setup.languages:
            yield (*path, language), "is not a language of the hall", "one of " + ", ".join(setup.languages)
        elif not words.strip() or not words.isprintable():
            yield (*path, language), "is empty or holds control characters", "one line of visible text"


def _texts(setup: HallSetup) -> Iterator[tuple[Path, Text]]:
    """Every text for people with its path; those that may be left out only where they are given."""
    yield ("names",), setup.names
    for index, notice in enumerate(setup.notices):
        yield ("notices", index), notice
    yield from ((("lines", index, "names"), line.names) for index, line in enumerate(setup.lines))
    yield from ((("items", index, "names"), item.names) for index, item in enumerate(setup.items))
    for index, each in enumerate(setup.priorities):
        yield ("priorities", index, "names"), each.names
        if each.conditions:
            yield ("priorities", index, "conditions"), each.conditions
    for index, item in enumerate(setup.items):
        for place, document in enumerate(item.documents):
            yield ("items", index, "documents", place), document
    for index, counter in enumerate(setup.counters):
        for key, text in (("names", counter.names), ("direction", counter.direction)):
            if text:
                yield ("counters", index, key), text
