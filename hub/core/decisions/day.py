"""The hub's start, its configuration, the business day."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from hub.core.commands import CloseDay, Configure, OpenDay, Request, StartHub
from hub.core.counter import CounterState
from hub.core.decisions.appointments import not_come
from hub.core.decisions.moment import Moment
from hub.core.events import (
    Abandoned,
    Cancelled,
    Configured,
    CounterClosed,
    DayClosed,
    DayOpened,
    Event,
    HubStarted,
    NumbersSkipped,
)
from hub.core.hall import Hall
from hub.core.refused import Refused
from hub.core.ticket import LegState

ISO_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""The one spelling of a day: days are compared as text, and one that is no date could bar every later one."""


def start_hub(hall: Hall, request: Request, command: StartHub, moment: Moment) -> Sequence[Event]:
    """A new epoch; after a restored backup the numbers that may have been given out are left out."""
    started = HubStarted(hall.epoch + 1, command.clock_ok, command.gap_known)
    day = command.skip_day or hall.day
    if not command.skip or day < hall.day:
        return [started]
    return [started, NumbersSkipped(command.skip + (hall.serial if day == hall.day else 0), day)]


def configure(hall: Hall, request: Request, command: Configure, moment: Moment) -> Sequence[Event]:
    return [Configured(command.setup)]


def open_day(hall: Hall, request: Request, command: OpenDay, moment: Moment) -> Sequence[Event]:
    """Only a clock that is known to be right may open a day, and only a later one."""
    if not moment.clock_ok:
        raise Refused("clock_not_set")
    if hall.day_open:
        raise Refused("already_open", day=hall.day)
    if not ISO_DATE.fullmatch(command.day) or not is_date(command.day):
        raise Refused("day_invalid", day=command.day)
    if command.day <= hall.day:
        raise Refused("day_not_later", day=command.day, last=hall.day)
    return [*not_come(hall.appointments.without_ticket(day_before(command.day))), DayOpened(command.day)]


def day_before(day: str) -> str:
    """The ISO date before this one."""
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def is_date(text: str) -> bool:
    """Does the calendar have this day?"""
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def close_day(hall: Hall, request: Request, command: CloseDay, moment: Moment) -> Sequence[Event]:
    """Nobody may be at a counter; whoever waits is cancelled, whoever was missed or held is given up."""
    if not moment.clock_ok:
        raise Refused("clock_not_set")
    if not hall.day_open:
        raise Refused("day_not_open")
    busy = [str(c.number) for c in hall.counters.values() if c.leg]
    if busy:
        raise Refused("counters_busy", counters=", ".join(busy))
    return [
        *(Cancelled(leg.id, "day_closed") for leg in (*hall.waiting_legs(), *hall.afar_legs())),
        *(Abandoned(leg.id) for leg in hall.legs_in(LegState.MISSED, LegState.HELD)),
        *(CounterClosed(c.number) for c in hall.counters.values() if c.state != CounterState.CLOSED),
        *not_come(hall.appointments.without_ticket(hall.day)),
        DayClosed(hall.day, command.reason),
    ]
