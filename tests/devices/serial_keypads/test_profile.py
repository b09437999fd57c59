"""A profile that cannot be used is told with its file, its place and what was expected."""

from pathlib import Path

import pytest

from hub.devices.serial_keypads.profile import PROFILES, BadProfile, load_profile, read_profile

FF68 = (PROFILES / "ff68.toml").read_text(encoding="utf-8")

MISTAKES = {
    "an unknown key": ("[line]\n", "[line]\nspeed = 9600\n", "unknown field `speed` - at `$.line`"),
    "an unknown section": ("[line]\n", "[lines]\n", "unknown field `lines`"),
    "no hex": ('head = "FF 68"', 'head = "GG"', 'expected bytes in hex such as "FF 68", not "GG" - at `$.frame`'),
    "no head": ('head = "FF 68"', 'head = ""', "head to be one byte or more"),
    "an unknown field": ('"length", "data"', '"size", "data"', "expected fields of"),
    "no data": ('"length", "data", "check"', '"length", "check"', "fields to hold function and data"),
    "an unknown check": ('check = "sum"', 'check = "md5"', "check to be one of none, sum, xor, crc16"),
    "a check without a field": (', "check"]', "]", "a field check where there is a check"),
    "a check from nowhere": ('check_from = "address"', 'check_from = "start"', "check_from to be head or one of"),
    "a length of nothing": ('length_counts = ["data"]', 'length_counts = ["address"]', "length_counts to hold data"),
    "a baud rate": ("baud = 9600", "baud = 9", ">= 300"),
    "a parity": ('parity = "none"', 'parity = "mark"', "parity to be none, even or odd"),
    "an unknown action": ('"0C" = "next"', '"0C" = "nxet"', "actions.0C to be one of next"),
    "two bytes for a key": ('"0C" = "next"', '"0C0D" = "next"', 'one byte in hex such as "0C", not "0C0D"'),
    "a digit of two": ('"01" = "1"', '"01" = "11"', "digits.01 to be one digit"),
    "digit and action": ('"01" = "1"', '"0C" = "1"', "0C to be a digit or an action, not both"),
    "a score": ('"01" = 5 ', '"01" = 6 ', "<= 5"),
    "a function": ("function = 0x81", "function = 0x181", "<= 255"),
    "an unknown picture": ('"waiting 3"', '"weather 3"', "a part such as number 5"),
    "too much to show": ("data_max = 32", "data_max = 4", "the data of [shows] to fit into a frame"),
    "no TOML": ("[line]", "[line", "at line 14"),
}


@pytest.mark.parametrize(("old", "new", "told"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_a_profile_is_told_with_its_place(old: str, new: str, told: str) -> None:
    assert old in FF68
    with pytest.raises(BadProfile) as raised:
        read_profile(FF68.replace(old, new, 1), "mine.toml")
    assert str(raised.value).startswith("mine.toml: ")
    assert told in str(raised.value)


def test_every_shipped_profile_can_be_used_by_its_name() -> None:
    names = [path.stem for path in PROFILES.glob("*.toml")]
    assert "ff68" in names
    for name in names:
        assert load_profile(name).about


def test_a_profile_of_the_hall_s_own_is_found_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(FF68.replace("9600", "4800"))
    assert load_profile(str(path)).line.baud == 4800


@pytest.mark.parametrize("name", ["ff69", "nowhere/mine.toml"])
def test_a_profile_that_is_not_there_is_told_with_those_that_are(name: str) -> None:
    with pytest.raises(BadProfile, match="expected ff68, or the path of a profile"):
        load_profile(name)
