"""Each kind of mistake in a hall.toml is told with its file, line, key and what was expected."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from hub.core.catalogue import Assignment, Depth
from hub.settings import SettingsError, load_settings, read_settings
from hub.settings.place import Places
from hub.settings.shape import WRONG, Shaper

SMALL = """\
hall = "small"
names = { zh = "小厅", en = "Small hall" }

[facts]
phone = "12333"
fee = "不收费"

[[lines]]
code = "social"
names = { zh = "社保", en = "Social insurance" }

[[items]]
code = "card"
names = { zh = "社会保障卡申领", en = "Social security card" }
line = "social"
mean_s = 300
documents = [
  { zh = "身份证", en = "ID card" },
  { zh = "照片", en = "Photo" },
]

[[items]]
code = "transfer"
names = { zh = "养老保险关系转移接续", en = "Pension transfer" }
line = "social"
depth = "time_limited"
facts = { fee = "按规定收费" }

[[priorities]]
code = "walk_in"
names = { zh = "现场取号", en = "Walk-in" }
weight = 1

[[counters]]
number = 1

[[counters]]
number = 2
items = ["card"]

[rules]
assignment = "auto"

[web]
port = 0
"""

MISTAKES = {
    "unknown key at the top": ('hall = "small"', 'hall = "small"\nhal = "x"', 2, "hal", 'perhaps "hall"'),
    "unknown key in a section": ("port = 0", "prot = 0", 45, "web.prot", 'perhaps "port"'),
    "unknown key in a list": ("mean_s = 300", "colour = 3", 16, "items[0].colour", "one of also, code"),
    "unknown section": ("[web]", "[wep]", 44, "wep", 'perhaps "web"'),
    "a text where a number belongs": ("mean_s = 300", 'mean_s = "5 min"', 16, "items[0].mean_s", "a whole number"),
    "a fraction where a whole number belongs": ("port = 0", "port = 0.5", 45, "web.port", "a whole number"),
    "true where a number belongs": ("weight = 1", "weight = true", 32, "priorities[0].weight", "a number"),
    "a number where a text belongs": ('hall = "small"', "hall = 7", 1, "hall", "a text in quotes"),
    "a text where a list belongs": ('items = ["card"]', 'items = "card"', 39, "counters[1].items", "a list"),
    "a text where a table belongs": ("[web]\nport = 0", 'web = "x"', 44, "rules.web", "one of assignment"),
    "a list where a table belongs": (
        "facts = {",
        "documents = [[]]\nfacts = {",
        27,
        "items[1].documents[0]",
        "a table",
    ),
    "a missing key": ('line = "social"\nmean_s', "mean_s", 12, "items[0].line", "code of its business line"),
    "a missing table": ("[[priorities]]", "[[notices]]", 1, "priorities", "priority classes"),
    "an unknown choice": ('"time_limited"', '"slow"', 26, "items[1].depth", '"self_service", "instant"'),
    "a number out of range": ("port = 0", "port = 65536", 45, "web.port", "0 to 65535"),
    "a bad hall id": ('hall = "small"', 'hall = "Small.Hall"', 1, "hall", "a-z, 0-9 and -"),
    "a bad item code": ('code = "card"', 'code = "社保卡"', 13, "items[0].code", "a-z, 0-9, - and _"),
    "the same item code twice": ('code = "transfer"', 'code = "card"', 23, "items[1].code", "that of items[0]"),
    "the same counter twice": ("number = 2", "number = 1", 38, "counters[1].number", "that of counters[0]"),
    "an unknown line": ('line = "social"\ndepth', 'line = "tax"\ndepth', 25, "items[1].line", "one of social"),
    "a counter's unknown item": (
        'items = ["card"]',
        'items = ["card", "x"]',
        39,
        "counters[1].items[1]",
        "one of the items",
    ),
    "no class for everybody": ('"walk_in"', '"walkin"', 29, "priorities", "for everybody without a priority"),
    "a bad time zone": ('hall = "small"', 'hall = "small"\ntimezone = "Asia/Nowhere"', 2, "timezone", "IANA name"),
    "a time zone that leaves its folder": (
        'hall = "small"',
        'hall = "small"\ntimezone = "../x"',
        2,
        "timezone",
        "IANA",
    ),
    "no language": ('hall = "small"', 'hall = "small"\nlanguages = []', 2, "languages", "at least one language"),
    "a text without a language": (
        '{ zh = "照片", en = "Photo" }',
        '{ zh = "照片" }',
        19,
        "items[0].documents[1]",
        "each of",
    ),
    "a language nobody speaks": (
        'en = "Photo"',
        'en = "Photo", e = "x"',
        19,
        "items[0].documents[1].e",
        "one of zh, en",
    ),
    "an empty text": ('en = "Photo"', 'en = " "', 19, "items[0].documents[1].en", "visible text"),
    "a control character": ('en = "Photo"', 'en = "\\u001b@"', 19, "items[0].documents[1].en", "visible text"),
    "an empty everyday word": ("mean_s = 300", 'also = ["社保卡", " "]', 16, "items[0].also[1]", "visible letters"),
    "a long everyday word": ("mean_s = 300", f'also = ["{"x" * 41}"]', 16, "items[0].also[0]", "at most 40"),
    "too many everyday words": ("mean_s = 300", f"also = {['x'] * 17}", 16, "items[0].also", "at most 16"),
    "an unknown level": ("mean_s = 300", 'levels = ["moon"]', 16, "items[0].levels[0]", "one of province"),
    "an unknown fact": ('fee = "按规定收费"', 'price = "1"', 27, "items[1].facts.price", "one of window"),
    "an unknown common fact": ('fee = "不收费"', 'price = "1"', 6, "facts.price", "one of window"),
    "a bad broker": ("[web]\nport = 0", '[broker]\nurl = "http://x"', 45, "broker.url", "mqtt://host:port"),
    "a bad public address": ("port = 0", 'public_url = "hall.local"', 45, "web.public_url", "http://"),
    "no TOML": ("port = 0", "port = ", 45, "", "key = value"),
    "an open end": ("port = 0", 'names = """', 46, "", "key = value"),
}


@pytest.mark.parametrize(("old", "new", "line", "key", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_file_line_key_and_expectation(
    old: str, new: str, line: int, key: str, expected: str
) -> None:
    assert old in SMALL
    with pytest.raises(SettingsError) as raised:
        read_settings(SMALL.replace(old, new, 1), "north/hall.toml")
    mistake = next(one for one in raised.value.mistakes if one.key == key)
    assert (mistake.file, mistake.line) == ("north/hall.toml", line)
    assert expected in mistake.expected
    assert str(mistake).startswith(f"north/hall.toml:{line}: ")


def test_a_good_file_becomes_the_hall_it_describes() -> None:
    settings = read_settings(SMALL)
    hall = settings.setup
    assert (hall.hall, hall.timezone, hall.languages) == ("small", "Asia/Shanghai", ("zh", "en"))
    assert [(item.code, item.depth, item.mean_s) for item in hall.items] == [
        ("card", Depth.INSTANT, 300),
        ("transfer", Depth.TIME_LIMITED, 600),
    ]
    assert hall.items[0].documents == ({"zh": "身份证", "en": "ID card"}, {"zh": "照片", "en": "Photo"})
    assert [(counter.number, counter.items) for counter in hall.counters] == [(1, ()), (2, ("card",))]
    assert hall.priorities[0].weight == 1.0
    assert hall.rules.assignment is Assignment.AUTO
    assert settings.web.port == 0
    assert settings.data_dir == Path("var/small")


def test_common_facts_hold_where_an_item_does_not_state_its_own() -> None:
    card, transfer = read_settings(SMALL).setup.items
    assert card.facts == {"phone": "12333", "fee": "不收费"}
    assert transfer.facts == {"phone": "12333", "fee": "按规定收费"}


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    wrong = SMALL.replace("port = 0", "port = -1").replace("number = 1", "number = 0").replace("mean_s", "mean")
    with pytest.raises(SettingsError) as raised:
        read_settings(wrong)
    assert [mistake.key for mistake in raised.value.mistakes] == ["items[0].mean", "counters[0].number", "web.port"]
    assert len(str(raised.value).splitlines()) == 3


def test_a_broker_address_is_not_repeated_in_a_mistake_because_it_may_hold_a_password() -> None:
    with pytest.raises(SettingsError) as raised:
        read_settings(SMALL + '[broker]\nurl = "http://hub:secret@box"\n')
    assert "secret" not in str(raised.value)


def test_a_file_that_is_not_there_is_a_mistake_too(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(tmp_path / "hall.toml")


def test_a_file_in_another_encoding_names_the_line(tmp_path: Path) -> None:
    file = tmp_path / "hall.toml"
    file.write_bytes(b'hall = "x"\n' + 'names = { zh = "厅" }\n'.encode("gb18030"))
    with pytest.raises(SettingsError, match=re.escape(f"{file}:2: is not UTF-8")):
        load_settings(file)


@dataclass(frozen=True, slots=True)
class Pin:
    number: int

    def __post_init__(self) -> None:
        if self.number > 27:
            raise ValueError("expected a GPIO number, 0 to 27")


def test_a_section_that_looks_at_its_own_values_is_told_with_its_line() -> None:
    shaper = Shaper("hall.toml", Places("\n[pin]\nnumber = 28\n"))
    assert shaper.read(Pin, {"number": 28}, ("pin",)) is WRONG
    assert str(shaper.mistakes[0]) == "hall.toml:2: pin: does not fit together; expected a GPIO number, 0 to 27"
