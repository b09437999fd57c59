"""The line of every key of a TOML text is found."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hub.halls
from hub.settings.mistakes import Path as KeyPath
from hub.settings.place import Places

HARD = '''\
# a comment = [ that looks like one
title = "a # b \\" = [x]"
'quoted key' = 'literal \\'
"esc\\u0061ped" = 1
a.b . "c.d" = 2
many = [ # comment ]
  1, [2,
  3], { x = "}", "y z" = [
    4 ] },
]
text = """
fake = 1
[fake]
"" \\"""
"""
raw = \'\'\'
[[fake]]
\'\'\'
when = 1979-05-27T07:32:00Z
last = { p.q = 1, r = { } }

[table]
key = -1.5e3
[table.sub.deep]
key = true
[[list]]
[[list]]
  name = "n" # comment
  [[list.inner]]
  v = 1
  [[list.inner]]
  v = 2
  [list.extra]
  w = """x"""
[ spaced . "out" ]
k = []
'''


def paths(value: object, path: KeyPath = ()) -> Iterator[KeyPath]:
    yield path
    if isinstance(value, dict):
        for key, one in value.items():
            yield from paths(one, (*path, key))
    if isinstance(value, list):
        for index, one in enumerate(value):
            yield from paths(one, (*path, index))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("quoted key",), 3),
        (("escaped",), 4),
        (("a", "b", "c.d"), 5),
        (("many", 0), 7),
        (("many", 1, 0), 7),
        (("many", 1, 1), 8),
        (("many", 2, "y z"), 8),
        (("many", 2, "y z", 0), 9),
        (("text",), 11),
        (("raw",), 16),
        (("when",), 19),
        (("last", "p", "q"), 20),
        (("table", "key"), 23),
        (("table", "sub", "deep", "key"), 25),
        (("list", 0), 26),
        (("list", 1, "name"), 28),
        (("list", 1, "inner", 1, "v"), 32),
        (("list", 1, "extra", "w"), 34),
        (("spaced", "out", "k"), 36),
        (("list", 1, "inner", 1, "not there"), 31),
    ],
)
def test_the_line_of_a_key_is_that_on_which_it_begins(path: KeyPath, line: int) -> None:
    assert Places(HARD).line(path) == line


@pytest.mark.parametrize("name", ["city.toml", "township.toml", "village.toml"])
def test_every_key_of_our_halls_is_on_its_line(name: str) -> None:
    text = (Path(hub.halls.__file__).parent / name).read_text()
    places, lines = Places(text), text.splitlines()
    for path in paths(tomllib.loads(text)):
        line = lines[places.line(path) - 1]
        assert path == () or isinstance(path[-1], int) or str(path[-1]) in line


@given(st.dictionaries(st.text(min_size=1), st.text(), min_size=1))
def test_any_keys_and_texts_are_found_on_the_line_they_were_written(table: dict[str, str]) -> None:
    def quoted(text: str) -> str:
        return '"' + "".join(f"\\U{ord(one):08X}" for one in text) + '"'

    table = {key: text for key, text in table.items() if all(not 0xD800 <= ord(c) <= 0xDFFF for c in key + text)}
    text = "".join(f"{quoted(key)} = {quoted(value)}\n" for key, value in table.items())
    assert tomllib.loads(text) == table
    assert [Places(text).line((key,)) for key in table] == list(range(1, len(table) + 1))
