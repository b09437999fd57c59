"""Appointments (预约): the slots of a day, and who has booked one.

A slot begins at a minute of the hall's own day, has a length and some places. What is on the wall of the hall is told
by the edge, which knows the time zone: here are minutes of a day, names of days, and hall time, never a conversion.
A booking outlives the business day; it goes when it is cancelled, or when its day ends, whether somebody came or not.
"""

from bisect import bisect_left
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, timedelta

from hub.core.catalogue import BookingRules

MINUTE_MS = 60_000


@dataclass(slots=True)
class Booking:
    """A place in a slot. ``at_ms``: hall time of its beginning. ``ticket``: that of its check-in, or ""."""

    code: str
    items: tuple[str, ...]
    on_day: str
    minute: int
    at_ms: int
    language: str
    ticket: str = ""


@dataclass(slots=True)
class Appointments:
    """Bookings by their id, and ids by the code that the citizen holds."""

    bookings: dict[str, Booking] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)

    def twin(self) -> "Appointments":
        """Equal, with nothing shared that changes."""
        return Appointments({key: copy(each) for key, each in self.bookings.items()}, dict(self.codes))

    def keep(self, booking: str, made: Booking) -> None:
        self.bookings[booking] = made
        self.codes[made.code] = booking

    def drop(self, booking: str) -> None:
        """Forget one, and free its place; one that is gone already stays gone."""
        made = self.bookings.pop(booking, None)
        if made is not None:
            del self.codes[made.code]

    def drop_come(self) -> None:
        """At the end of a day: those whose citizens came."""
        for booking in [key for key, each in self.bookings.items() if each.ticket]:
            self.drop(booking)

    def with_code(self, code: str) -> Booking | None:
        """The booking of a code, or None."""
        return self.bookings.get(self.codes.get(code, ""))

    def without_ticket(self, last_day: str) -> list[str]:
        """Bookings up to and with this day (ISO date) that nobody has checked in."""
        return [key for key, each in self.bookings.items() if each.on_day <= last_day and not each.ticket]

    def times_ms(self) -> list[int]:
        """When the booked slots begin, in order; one for each booking."""
        return sorted(each.at_ms for each in self.bookings.values())


def places_left(rules: BookingRules, times_ms: Sequence[int], at_ms: int) -> int:
    """Places of the slot at ``at_ms`` that nobody has booked. ``times_ms``: as ``Appointments.times_ms`` gives them.

    Whatever begins within the slot takes one: bookings that were made while slots began at other times count too.
    """
    end_ms = at_ms + rules.slot_minutes * MINUTE_MS
    taken = bisect_left(times_ms, end_ms) - bisect_left(times_ms, at_ms)
    return max(rules.per_slot - taken, 0)


def slots(rules: BookingRules, day: date) -> list[int]:
    """The minutes of a day at which its slots begin; none where it has no booking hours."""
    if not rules.on or day.isoweekday() not in rules.weekdays or day.isoformat() in rules.closed:
        return []
    spans = [(minute_of(each.begins), minute_of(each.ends)) for each in rules.hours]
    length = rules.slot_minutes
    return [minute for begins, ends in spans for minute in range(begins, ends - length + 1, length)]


def bookable_days(rules: BookingRules, today: date) -> list[date]:
    """Today and the days ahead that have slots."""
    days = (today + timedelta(days=ahead) for ahead in range(rules.days_ahead + 1))
    return [day for day in days if slots(rules, day)]


def minute_of(clock_time: str) -> int:
    """Minutes since midnight: "09:20" is 560."""
    hours, minutes = clock_time.split(":")
    return int(hours) * 60 + int(minutes)


def clock(minute: int) -> str:
    """The time that a clock shows: 560 is "09:20"; minutes before or after the day wrap around."""
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"
