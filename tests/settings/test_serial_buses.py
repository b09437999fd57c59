"""``[[serial]]`` becomes buses of keypads, and must fit the hall."""

from pathlib import Path

import pytest

from hub.devices.serial_keypads.profile import PROFILES
from hub.devices.serial_keypads.setup import SerialSetup
from hub.settings import SettingsError, read_settings
from tests.settings.test_settings import SMALL

BUSES = """
[[serial]]
name = "left"
port = "ttyUSB2"
profile = "ff68"
counters = { 1 = 1, 17 = 2 }

[[serial]]
name = "right"
port = "ttyUSB3"
profile = "ff68"
counters = { 1 = 2 }
"""

MISTAKES = {
    "unknown counter": ("17 = 2", "17 = 9", 6, "serial[0].counters.17", "the number of one of the counters"),
    "no address": ("17 = 2", "kp = 2", 2, "serial[0]", 'addresses of 0 to 255, not "kp"'),
    "an address too high": ("17 = 2", "256 = 2", 2, "serial[0]", 'addresses of 0 to 255, not "256"'),
    "an address twice": ("17 = 2", "01 = 2", 2, "serial[0]", 'addresses of 0 to 255, not "01"'),
    "a counter in words": ("17 = 2", '17 = "two"', 6, "serial[0].counters.17", "a whole number"),
    "nobody on it": ("{ 1 = 2 }", "{}", 8, "serial[1]", "counters to name one address at least"),
    "no such profile": ('profile = "ff68"', 'profile = "ff69"', 5, "serial[0].profile", "a profile that can be used"),
    "a name twice": ('name = "right"', 'name = "left"', 9, "serial[1].name", "a name of its own"),
    "a port twice": ("ttyUSB3", "ttyUSB2", 10, "serial[1].port", "a port of its own"),
    "an unknown key": ('port = "ttyUSB2"', 'prot = "ttyUSB2"', 4, "serial[0].prot", 'perhaps "port"'),
    "a name that is no id": ('name = "left"', 'name = "Left"', 3, "serial[0].name", "1 to 32 of a-z"),
}


def test_buses_are_read_and_there_are_none_by_default() -> None:
    left, right = read_settings(SMALL + BUSES).serial
    assert left == SerialSetup("left", "ttyUSB2", "ff68", {"1": 1, "17": 2})
    assert (left.counter_of, right.counter_of) == ({1: 1, 17: 2}, {1: 2})
    assert read_settings(SMALL).serial == ()


@pytest.mark.parametrize(("old", "new", "line", "key", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_a_bus_that_does_not_fit_is_told_with_its_line(old: str, new: str, line: int, key: str, expected: str) -> None:
    assert old in BUSES
    with pytest.raises(SettingsError) as raised:
        read_settings(SMALL + BUSES.replace(old, new, 1))
    mistake = next(one for one in raised.value.mistakes if one.key == key)
    assert (mistake.line, expected in mistake.expected) == (SMALL.count("\n") + line, True)


def test_a_mistake_inside_a_profile_of_the_hall_s_own_is_told_at_its_key(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text((PROFILES / "ff68.toml").read_text(encoding="utf-8").replace("baud = 9600", "speed = 9600"))
    with pytest.raises(SettingsError, match=r"mine\.toml: Object contains unknown field `speed` - at `\$\.line`"):
        read_settings(SMALL + BUSES.replace('"ff68"', f'"{path}"', 1))
