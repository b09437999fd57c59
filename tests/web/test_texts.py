"""Every no has its sentence in every language."""

import ast
import json
import re
from pathlib import Path

import pytest

from hub.core.refused import REASONS
from hub.devices.setup import EDGE_REASONS
from hub.web.problems import KINDS, SAYINGS
from hub.web.texts import HOLE, Texts
from tests.web.world import TEXTS

WEB = Path(__file__).resolve().parents[2] / "hub" / "web"
LANGUAGES = sorted(file.stem for file in TEXTS.glob("*.json"))


def words(language: str) -> dict[str, str]:
    return dict(json.loads((TEXTS / f"{language}.json").read_text(encoding="utf-8")))


def raised() -> set[str]:
    """The codes of all problems in the sources of the web side."""
    codes = set()
    for file in WEB.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Problem" and len(node.args) > 1:
                codes |= {each.value for each in ast.walk(node.args[1]) if isinstance(each, ast.Constant)}
    return codes


def faults() -> set[str]:
    """What faults say, from the sources and from the table of msgspec's own words."""
    found = set()
    for file in WEB.glob("*.py"):
        found |= set(re.findall(r'Fault\([^,()]+, "(\w+)"', file.read_text(encoding="utf-8")))
    return found | {what for _, what in SAYINGS} | {"not_one_of"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_a_sentence(language: str) -> None:
    missing = {f"refused.{code}" for code in REASONS | EDGE_REASONS} - words(language).keys()
    assert missing == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_has_a_sentence_a_title_and_words_for_each_place(language: str) -> None:
    known = words(language)
    elsewhere = {"counter_unknown", "disk_failed"}
    needed = {f"problem.{code}" for code in raised() - elsewhere}
    needed |= {f"problem.title.{kind}" for kind in {*KINDS.values(), "bad_input"}}
    needed |= {f"problem.what.{what}" for what in faults()}
    assert needed - known.keys() == set()


def test_the_sources_raise_problems_that_this_test_finds() -> None:
    assert {"sign_in", "key_reused", "too_fast", "link_unknown"} - {"too_fast"} <= raised()
    assert {"unknown_field", "refused", "number", "header"} <= faults()


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_languages_have_the_same_sentences_with_the_same_holes(language: str) -> None:
    first = words(LANGUAGES[0])
    other = words(language)
    assert other.keys() == first.keys()
    assert {key: set(HOLE.findall(other[key])) for key in other} == {
        key: set(HOLE.findall(first[key])) for key in first
    }


@pytest.mark.parametrize(
    ("asked", "accept", "language"),
    [
        ("", "", "zh"),
        ("", "en", "en"),
        ("", "fr, en;q=0.5, zh;q=0.9", "zh"),
        ("", "en-GB;q=0.8", "en"),
        ("en", "zh", "en"),
        ("xx", "", "zh"),
        ("../zh", ";;;q=,q=x,en;q=0", "zh"),
        ("", "," * 100_000, "zh"),
    ],
)
def test_the_language_is_the_wished_one_or_the_hall_s_first(asked: str, accept: str, language: str) -> None:
    assert Texts(TEXTS).choose(("zh", "en"), asked, accept) == language


def test_a_value_is_never_read_as_a_pattern() -> None:
    said = Texts(TEXTS).say("en", "refused.item_unknown", {"item": "{item.__class__} %s \\1 {counter}"})
    assert said == "There is no such item: {item.__class__} %s \\1 {counter}."


def test_a_folder_without_texts_is_no_folder_of_texts(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no texts"):
        Texts(tmp_path)
