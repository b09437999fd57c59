"""Pictures and tables of the wiring: what is committed is what the table of pins says."""

import xml.etree.ElementTree as Tree
from itertools import pairwise

import pytest

from boards import BUTTONS, LAMPS, PARTS
from tools.documents.wiring import signals_markdown, table
from tools.hardware.parts import KEYS, ROLES, parts_of
from tools.wiring_pictures import path_of, picture


@pytest.mark.parametrize("role", ROLES)
def test_the_picture_in_the_repository_is_the_one_of_the_table(role: str) -> None:
    assert path_of(role).read_text(encoding="utf-8") == picture(role), "run tools/wiring"


@pytest.mark.parametrize("role", ROLES)
def test_no_two_texts_of_a_picture_overlap(role: str) -> None:
    """Texts of one line, taken as wide as their characters at most are."""
    places: dict[int, list[tuple[float, float]]] = {}
    for node in Tree.fromstring(picture(role)).iter("{http://www.w3.org/2000/svg}text"):
        words, x = node.text or "", float(node.attrib["x"])
        size = 0.85 if node.attrib.get("class") == "small" else 1.0
        width = size * sum(15.0 if ord(character) > 0x2E80 else 8.5 for character in words)
        start = x - width if node.attrib.get("text-anchor") == "end" else x
        places.setdefault(int(node.attrib["y"]), []).append((start, start + width))
    for y, spans in places.items():
        ordered = sorted(spans)
        assert all(end <= start for (_, end), (start, _) in pairwise(ordered)), (y, ordered)
        assert ordered[-1][1] <= 960


@pytest.mark.parametrize("role", ROLES)
def test_every_key_and_every_lamp_of_a_role_is_in_its_table(role: str) -> None:
    words = table(role)
    assert all(key in words and KEYS.get(key, "") in words for key in BUTTONS[role])
    assert f"{len(LAMPS[role])} lamps" in words
    assert PARTS.keys() == ROLES.keys()


def test_a_part_that_a_device_has_anyway_asks_for_nothing() -> None:
    asked = {part.name: part.choice for part in parts_of("keypad")}
    assert asked["display SSD1306 128x64"] == ""
    assert asked["card reader, Wiegand"] == 'card = "wiegand"'


def test_every_colour_and_beep_is_explained() -> None:
    words = signals_markdown()
    assert all(each in words for each in ("| white |", "| amber |", "`refused`", "silence 60 ms"))
