"""Generated parts of documents are what the code says, and a difference is found."""

import re
from dataclasses import fields

import pytest

from hub.core.counter import COUNTER_MOVES
from hub.core.ticket import MOVES
from hub.settings.keys import KEYS
from hub.settings.sections import Settings
from tools.documents import GENERATORS
from tools.documents.marked import Unmarked, brought_up_to_date, generate
from tools.documents.settings_reference import settings_reference_markdown
from tools.documents.state_diagram import state_diagram_markdown

SECTIONS = tuple(each.name for each in fields(Settings)[1:])
"""They are headings of the reference, not rows."""

OLD = "# Title\n\n<!-- one -->\nold\n<!-- /one -->\n\nText.\n\n<!-- two words -->\n<!-- /two words -->\nEnd.\n"
NEW = (
    "# Title\n\n<!-- one -->\n\nnew one\n\n<!-- /one -->\n\nText.\n\n"
    "<!-- two words -->\n\nnew two words\n\n<!-- /two words -->\nEnd.\n"
)


def fresh(name: str) -> str:
    return f"new {name}"


def test_only_the_marked_parts_are_written() -> None:
    assert brought_up_to_date(OLD, fresh) == NEW


def test_what_has_been_written_stays_as_it_is() -> None:
    assert brought_up_to_date(NEW, fresh) == NEW


def test_a_marker_in_the_middle_of_a_line_is_text() -> None:
    text = "Write `<!-- one -->` and `<!-- /one -->`.\n"
    assert brought_up_to_date(text, fresh) == text


def test_a_marker_without_end_is_told() -> None:
    with pytest.raises(Unmarked, match="has no <!-- /one -->"):
        brought_up_to_date("<!-- one -->\ntext\n", fresh)


def test_a_marker_that_nothing_generates_is_told() -> None:
    with pytest.raises(Unmarked, match=r'nothing generates "moon phase"; known: .*state diagram'):
        generate("moon phase")


@pytest.mark.parametrize("target", ["tools.documents.gone:text", "tools.documents.marked:gone"])
def test_a_generator_without_its_source_is_told(target: str) -> None:
    with pytest.raises(Unmarked, match='the generator of "x" is missing its source'):
        generate("x", {"x": target})


def test_the_state_diagram_has_every_move_of_both_tables() -> None:
    text = state_diagram_markdown()
    assert text.count("stateDiagram-v2") == 2
    for moves in (MOVES, COUNTER_MOVES):
        for (state, action), following in moves.items():
            drawn = re.search(rf"^    {state} --> {following}: .*\b{action}\b", text, re.MULTILINE)
            assert drawn or f"{state} → {following} (`{action}`)" in text, (state, action)


def test_the_settings_reference_has_the_meaning_of_every_key() -> None:
    text = settings_reference_markdown()
    missing = [key for key, each in KEYS.items() if not key.endswith("[]") and each.meaning not in text]
    assert set(missing) <= set(SECTIONS)


def test_each_generator_that_is_there_writes_the_same_twice() -> None:
    for name in ("state diagram", "settings reference"):
        assert name in GENERATORS
        assert generate(name) == generate(name) != ""
