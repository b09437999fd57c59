"""When counters are at work by the hall's roster, in minutes since midnight. It tells a forecast; it keeps nobody from working."""

from collections.abc import Iterator
from datetime import date

from hub.core.appointments import minute_of
from hub.core.catalogue import HallSetup, RosterShift

Span = tuple[int, int]
"""From, to: minutes since midnight."""

NEVER = 100 * 24 * 60
"""Who is away until then is away for the day."""


def shifts_of(setup: HallSetup, day: str) -> list[RosterShift]:
    """The shifts of an ISO day, the earliest first."""
    weekday = date.fromisoformat(day).isoweekday()
    return sorted(
        (each for each in setup.roster if not each.weekdays or weekday in each.weekdays), key=lambda each: each.begins
    )


def absences(setup: HallSetup, day: str, counter: int) -> list[Span]:
    """When a counter is not at work, in order; empty for one that the roster does not name.

    The last shift of the hall ends when nobody waits any more, so its end is no absence.
    """
    shifts = shifts_of(setup, day)
    mine = [each for each in shifts if counter in each.counters]
    if not mine:
        return []
    last = max(each.ends for each in shifts)
    return [span for span in gaps(mine, last) if span[0] < span[1]]


def gaps(mine: list[RosterShift], last: str) -> Iterator[Span]:
    """Before, between and after the shifts of one counter, and the breaks in them. ``last``: end of the hall's day."""
    since = 0
    for shift in mine:
        yield since, minute_of(shift.begins)
        yield from ((minute_of(each.begins), minute_of(each.ends)) for each in shift.breaks)
        since = minute_of(shift.ends)
    if mine[-1].ends < last:
        yield since, NEVER
