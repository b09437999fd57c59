"""Mistakes in ``[[roster]]``, each told with its place."""

from pathlib import Path

import pytest

from hub.settings.loading import read_settings
from hub.settings.mistakes import SettingsError

HALL = (Path(__file__).resolve().parents[2] / "hub" / "halls" / "village.toml").read_text()
GOOD = """
[[roster]]
counters = [1]
begins = "09:00"
ends = "17:00"
breaks = [{ begins = "12:00", ends = "13:30" }]
"""


def told(text: str) -> str:
    with pytest.raises(SettingsError) as caught:
        read_settings(HALL + text)
    return str(caught.value)


def test_a_roster_is_read() -> None:
    (shift,) = read_settings(HALL + GOOD).setup.roster
    assert (shift.counters, shift.begins, shift.breaks[0].ends) == ((1,), "09:00", "13:30")


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        (GOOD.replace("[1]", "[99]"), "there is no counter 99"),
        (GOOD.replace("[1]", "[]"), "roster[0].counters"),
        (GOOD.replace('"17:00"', '"08:00"'), "08:00 is not after 09:00"),
        (GOOD.replace('"12:00"', '"08:00"'), "08:00 is before 09:00"),
        (GOOD.replace('"13:30"', '"17:30"'), "is not between 12:00 and the shift's end at 17:00"),
        (GOOD.replace('"13:30"', '"25:30"'), "roster[0].breaks[0].ends"),
        (GOOD + GOOD, "works in roster[0] at the same time"),
    ],
)
def test_a_roster_that_does_not_fit_is_told(wrong: str, expected: str) -> None:
    assert expected in told(wrong)


def test_the_same_counter_may_have_other_hours_on_other_days() -> None:
    monday, tuesday = GOOD + "weekdays = [1]\n", GOOD + "weekdays = [2]\n"
    assert len(read_settings(HALL + monday + tuesday).setup.roster) == 2
