"""``[booking]``: off unless a hall says otherwise, hours in order that hold a slot, days that there are."""

import pytest

from hub.core.catalogue import BookingRules, Hours
from hub.settings import SettingsError, read_settings
from tests.settings.test_settings import SMALL

BOOKED = """
[booking]
on = true
slot_minutes = 15
per_slot = 3
hours = [{ begins = "08:30", ends = "11:30" }, { begins = "13:30", ends = "17:00" }]
weekdays = [1, 2, 6]
closed = ["2026-10-01"]
"""

MISTAKES = {
    "hours out of order": ('begins = "13:30"', 'begins = "11:00"', "booking.hours[1].begins", "hours in order"),
    "no room for a slot": ('ends = "11:30"', 'ends = "08:40"', "booking.hours[0].ends", "a later time"),
    "no time of the day": ('"08:30"', '"8:30"', "booking.hours[0].begins", "a time of the day"),
    "a weekday twice": ("[1, 2, 6]", "[1, 2, 1]", "booking.weekdays[2]", "each day of the week once"),
    "an eighth weekday": ("[1, 2, 6]", "[1, 8]", "booking.weekdays[1]", "1 to 7"),
    "a day that the calendar lacks": ("2026-10-01", "2026-02-30", "booking.closed[0]", "a day such as"),
    "a day in other words": ("2026-10-01", "1 Oct", "booking.closed[0]", "a day such as"),
    "nothing to book": ("[1, 2, 6]", "[]", "booking.weekdays", "on = false"),
    "a slot without a place": ("per_slot = 3", "per_slot = 0", "booking.per_slot", "1 to 50"),
    "an unknown key": ("per_slot = 3", "places = 3", "booking.places", "one of"),
}


def test_bookings_are_off_unless_the_hall_says_otherwise() -> None:
    assert read_settings(SMALL).setup.booking == BookingRules()
    assert BookingRules().on is False


def test_the_table_is_read() -> None:
    rules = read_settings(SMALL + BOOKED).setup.booking
    assert (rules.on, rules.slot_minutes, rules.per_slot) == (True, 15, 3)
    assert rules.hours == (Hours("08:30", "11:30"), Hours("13:30", "17:00"))
    assert (rules.weekdays, rules.closed) == ((1, 2, 6), ("2026-10-01",))


@pytest.mark.parametrize(("old", "new", "key", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_what_does_not_fit_is_told_with_its_place(old: str, new: str, key: str, expected: str) -> None:
    assert old in BOOKED
    with pytest.raises(SettingsError) as caught:
        read_settings(SMALL + BOOKED.replace(old, new))
    assert [(each.key, expected in each.expected) for each in caught.value.mistakes] == [(key, True)]
