"""The texts of the pages: every language says everything, every key exists, and no page speaks by itself."""

import json
import re

import pytest

from tests.sources import project_files, text_of

LANGUAGES = tuple(name for name in project_files() if name.startswith("display/texts/") and name.endswith(".json"))
SCRIPTS = tuple(name for name in project_files() if name.startswith("display/web/") and name.endswith(".js"))
MARKUP = tuple(name for name in project_files() if name.startswith("display/web/") and name.endswith((".html", ".css")))
FAMILIES = ("depth", "device", "fact", "leg", "page", "pause", "rating", "result", "sound", "why")
LITERAL = re.compile(rf"\"((?:{'|'.join(FAMILIES)})\.[a-z0-9_.]+)\"")
PREFIX = re.compile(rf"`((?:{'|'.join(FAMILIES)})\.[a-z0-9_.]*)\$\{{")
BY_CODE = re.compile(r"tCode\(\"([a-z_.]+)\"")
COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", re.S)
STRING = re.compile(r"\"([^\"\n]*)\"|'([^'\n]*)'")
HANZI = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
WORDS = re.compile(r"[A-Za-z]{2,}[,.!?]? [A-Za-z]{2,}|^[A-Z][a-z]+[!?.:]?$")
NOT_FOR_PEOPLE = {
    "Esc", "Escape", "Enter", "Space", "Delete", "Backspace", "Tab", "Home", "End", "Shift", "Process",
    "(orientation: portrait)", "input, textarea", "Notification",
}  # fmt: skip
"""Names of keys, conditions of styles, classes of browsers."""
LETTERS = "display/web/lib/pinyin.js"
"""Characters to sort others among, shown to nobody."""
HOLE = re.compile(r"\{(\w+)\}")


def texts(name: str) -> dict[str, str]:
    words: dict[str, str] = json.loads(text_of(name))
    return words


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_language_has_the_same_keys_and_placeholders(name: str) -> None:
    first, other = texts(LANGUAGES[0]), texts(name)
    assert set(first) == set(other)
    holes = {key: set(HOLE.findall(words)) for key, words in first.items()}
    assert {key: set(HOLE.findall(words)) for key, words in other.items()} == holes


@pytest.mark.parametrize("name", LANGUAGES)
def test_keys_are_sorted_so_that_two_changes_seldom_meet(name: str) -> None:
    assert list(texts(name)) == sorted(texts(name))


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_key_that_a_page_uses_exists(name: str) -> None:
    known = texts(LANGUAGES[0])
    used = set(LITERAL.findall(text_of(name))) - set(BY_CODE.findall(text_of(name)))
    assert used - set(known) == set()
    begun = {*PREFIX.findall(text_of(name)), *(f"{family}." for family in BY_CODE.findall(text_of(name)))}
    assert {prefix for prefix in begun if not any(key.startswith(prefix) for key in known)} == set()


def test_every_key_of_the_pages_is_used() -> None:
    code = "".join(map(text_of, SCRIPTS))
    begun = (*(set(PREFIX.findall(code)) - {"page."}), *(f"{family}." for family in BY_CODE.findall(code)))
    used = set(LITERAL.findall(code))
    keys = {key for key in texts(LANGUAGES[0]) if key.split(".")[0] in FAMILIES}
    assert {key for key in keys - used if not key.startswith(begun)} == set()


ALERTS = {"help", "memory", "flash_full", "safe_mode", "update_failed", "paper_low", "no_answer"}
PRINTER_FAULT = re.compile(r"\(0x[0-9a-f]+, \"(\w+)\"\)")
"""As the firmware's table of a printer's faults writes them."""


@pytest.mark.parametrize("name", LANGUAGES)
def test_whatever_a_device_reports_of_itself_has_words(name: str) -> None:
    faults = set(PRINTER_FAULT.findall(text_of("firmware/printer.py")))
    assert {"paper_out", "cover_open"} <= faults
    states = {"issuing_offline", "lost", "never_seen", "never_started"}
    assert {f"device.{code}" for code in faults | ALERTS | states} - set(texts(name)) == set()


def spoken(code: str) -> list[str]:
    """Strings of a script that look like words for people."""
    strings = (double or single for double, single in STRING.findall(COMMENT.sub("", code)))
    return [each for each in strings if each not in NOT_FOR_PEOPLE and (HANZI.search(each) or WORDS.search(each))]


@pytest.mark.parametrize("planted", ['h("p", "Please wait")', 'h("p", "请稍候")', 'h("b", "Next")'])
def test_planted_words_are_found(planted: str) -> None:
    assert spoken(planted)


@pytest.mark.parametrize("name", sorted({*SCRIPTS} - {LETTERS}))
def test_no_script_speaks_by_itself(name: str) -> None:
    assert spoken(text_of(name)) == []


@pytest.mark.parametrize("name", MARKUP)
def test_no_markup_speaks_by_itself(name: str) -> None:
    code = COMMENT.sub("", text_of(name))
    between_tags = re.findall(r">([^<>]*\w[^<>]*)<", code) if name.endswith(".html") else []
    assert {each.strip() for each in between_tags} <= {"Anycounter"}
    assert HANZI.sub("", code) == code
