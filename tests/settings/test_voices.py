"""``[[area]]`` and ``[voice]``: each counter in one area, times in order, a device that is no option."""

import pytest

from hub.settings import SettingsError, read_settings
from hub.settings.sections import AreaSettings, LoudnessStep, VoiceSettings
from tests.settings.test_settings import SMALL

SPOKEN = """
[[area]]
code = "east"
names = { zh = "东厅", en = "East hall" }
counters = [1]

[[area]]
code = "west"
names = { zh = "西厅", en = "West hall" }
counters = [2]

[voice]
languages = ["zh", "en"]
device = "plughw:1,0"
area = "east"
loudness = [
  { at = "08:00", percent = 100 },
  { at = "12:00", percent = 60 },
]
self_test = "07:45"
"""

MISTAKES = {
    "a counter in two areas": ("counters = [2]", "counters = [2, 1]", "area[1].counters[1]", "each counter in one area"),
    "a counter in no area": ("counters = [2]", "counters = [1]", "area", "each counter in one area"),
    "an unknown counter": ("counters = [2]", "counters = [2, 9]", "area[1].counters[1]", "the number of one of the"),
    "an area without counters": ("counters = [2]", "counters = []", "area[1].counters", "the numbers of its counters"),
    "a code twice": ('code = "west"', 'code = "east"', "area[1].code", "a code of its own"),
    "a name in one language": ('{ zh = "西厅", en = "West hall" }', '{ zh = "西厅" }', "area[1].names", "in each of"),
    "an unknown area": ('area = "east"', 'area = "north"', "voice.area", "one of the areas"),
    "a language that the hall lacks": ('["zh", "en"]', '["zh", "ug"]', "voice.languages[1]", "one of zh, en"),
    "times out of order": ('at = "12:00"', 'at = "07:00"', "voice.loudness[1].at", "times in order"),
    "no time": ('at = "12:00"', 'at = "24:00"', "voice.loudness[1].at", "a time of the day"),
    "louder than full": ("percent = 60", "percent = 160", "voice.loudness[1].percent", "0 to 100"),
    "a device that is an option": ("plughw:1,0", "-f", "voice.device", "an ALSA device"),
    "a device that is a command": ("plughw:1,0", "a; reboot", "voice.device", "an ALSA device"),
    "a test at no time": ("07:45", "early", "voice.self_test", "or nothing"),
}  # fmt: skip


def test_areas_and_voice_are_read() -> None:
    read = read_settings(SMALL + SPOKEN)
    east = AreaSettings("east", {"zh": "东厅", "en": "East hall"}, (1,))
    assert read.area[0] == east
    steps = (LoudnessStep("08:00", 100), LoudnessStep("12:00", 60))
    assert read.voice == VoiceSettings(True, ("zh", "en"), "plughw:1,0", "east", "", steps, "07:45")


def test_a_hall_that_says_nothing_of_it_is_one_area_and_speaks() -> None:
    read = read_settings(SMALL)
    assert (read.area, read.voice) == ((), VoiceSettings())


@pytest.mark.parametrize(("old", "new", "key", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_what_does_not_fit_is_told_with_its_line(old: str, new: str, key: str, expected: str) -> None:
    assert old in SPOKEN
    with pytest.raises(SettingsError) as raised:
        read_settings(SMALL + SPOKEN.replace(old, new, 1))
    mistake = next(one for one in raised.value.mistakes if one.key == key)
    assert expected in mistake.expected
    assert mistake.line > SMALL.count("\n")
