"""The roster: absences of a counter on a day, worked out by hand."""

from dataclasses import replace

import pytest

from hub.core.catalogue import HallSetup, Hours, RosterShift
from hub.core.roster import NEVER, absences
from tests.core.story import setup

MONDAY, TUESDAY = "2020-01-13", "2020-01-14"
LUNCH = (Hours("11:30", "12:30"),)


def rostered(*shifts: RosterShift) -> HallSetup:
    return replace(setup(), roster=shifts)


@pytest.mark.parametrize(
    ("shifts", "expected"),
    [
        ((), []),
        ((RosterShift((2,), "09:00", "17:00"),), []),
        ((RosterShift((1,), "09:00", "17:00", LUNCH),), [(0, 540), (690, 750)]),
        ((RosterShift((1,), "09:00", "12:00"), RosterShift((1, 2), "14:00", "17:00")), [(0, 540), (720, 840)]),
        ((RosterShift((1,), "09:00", "12:00"), RosterShift((2,), "09:00", "17:00")), [(0, 540), (720, NEVER)]),
        ((RosterShift((1,), "09:00", "17:00", weekdays=(2, 3)),), []),
    ],
)
def test_absences_of_a_counter(shifts: tuple[RosterShift, ...], expected: list[tuple[int, int]]) -> None:
    assert absences(rostered(*shifts), MONDAY, 1) == expected


def test_a_weekday_s_shift_holds_on_its_day() -> None:
    made = rostered(RosterShift((1,), "10:00", "17:00", weekdays=(2,)))
    assert absences(made, TUESDAY, 1) == [(0, 600)]
