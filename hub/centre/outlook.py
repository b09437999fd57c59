"""What the next hours are likely to bring: what the same weekday and hour brought before. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from hub.centre.hours import HallHour

LEAST_DAYS = 2
"""One day before is an anecdote."""

MOST_DAYS = 8
"""Two months of the same weekday: older ones tell of another season."""


class Wall(NamedTuple):
    """Date and time on a hall's wall."""

    day: str
    hour: int
    minute: int


@dataclass(frozen=True, slots=True)
class HourOutlook:
    """``low_s``, ``high_s``: the lowest and the highest mean wait of those days, None where too few were seen.

    ``visits``: mean of those days. ``days``: how many they were.
    """

    hour: int
    days: int
    low_s: int | None
    high_s: int | None
    visits: float | None


def same_hours(past: Iterable[HallHour], day: str, hour: int) -> list[HallHour]:
    """The newest days before ``day`` on its weekday, at this hour, in which somebody came."""
    weekday = date.fromisoformat(day).weekday()
    found = [
        each
        for each in past
        if each.hour == hour and each.day < day and each.visits and date.fromisoformat(each.day).weekday() == weekday
    ]
    return sorted(found, key=lambda each: each.day)[-MOST_DAYS:]


def hour_outlook(past: Iterable[HallHour], day: str, hour: int) -> HourOutlook:
    """One hour of a hall. ``past``: its own hours of days before."""
    found = same_hours(past, day, hour)
    waits = [each.wait_s / each.served for each in found if each.served]
    visits = sum(each.visits for each in found)
    return added_up(hour, len(found), min(waits, default=None), max(waits, default=None), visits)


def added_up(hour: int, days: int, low_s: float | None, high_s: float | None, visits: int) -> HourOutlook:
    """The same where those days are added up. ``low_s``, ``high_s``: of the mean waits, None where nobody was served."""
    if days < LEAST_DAYS or low_s is None or high_s is None:
        return HourOutlook(hour, days, None, None, None)
    return HourOutlook(hour, days, round(low_s), round(high_s), round(visits / days, 1))


def outlook(past: Iterable[HallHour], day: str, hours: Iterable[int]) -> list[HourOutlook]:
    """Several hours of a day."""
    known = list(past)
    return [hour_outlook(known, day, hour) for hour in hours]
