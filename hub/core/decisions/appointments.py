"""Booking a slot, giving it back, checking in."""

from collections.abc import Iterable, Sequence
from datetime import date

from hub.core.appointments import Booking, bookable_days, clock, places_left, slots
from hub.core.catalogue import BookingRules
from hub.core.commands import Book, CancelBooking, CheckIn, Request, TakeTicket
from hub.core.decisions.moment import Moment
from hub.core.decisions.tickets import BOOKED, check_items, first_leg
from hub.core.events import Booked, BookingCancelled, BookingMissed, Event
from hub.core.hall import Hall
from hub.core.refused import Refused


def book(hall: Hall, request: Request, command: Book, moment: Moment) -> Sequence[Event]:
    """A place in a slot that has one left. One writer decides, so the last place is given once."""
    if not hall.setup.booking.on:
        raise Refused("booking_off")
    if not moment.clock_ok:
        raise Refused("clock_not_set")
    check_items(hall, command.items)
    check_slot(hall, command, moment)
    if command.code in hall.appointments.codes:
        raise Refused("booking_code_taken")
    return [
        Booked(
            booking=f"b{hall.seq + 1}", code=command.code, items=command.items, on_day=command.on_day,
            minute=command.minute, at_ms=command.at_ms, language=command.language,
        )
    ]  # fmt: skip


def check_slot(hall: Hall, command: Book, moment: Moment) -> None:
    """One of the hall's slots, still to come, on a day that is not over, with a place left."""
    rules, named = hall.setup.booking, {"day": command.on_day, "time": clock(command.minute)}
    if command.minute not in minutes_of(rules, command.on_day, command.today):
        raise Refused("slot_unknown", **named)
    day_over = command.on_day < hall.day or (command.on_day == hall.day and not hall.day_open)
    if day_over or command.at_ms <= moment.at_ms:
        raise Refused("slot_past", **named)
    if not places_left(rules, hall.appointments.times_ms(), command.at_ms):
        raise Refused("slot_full", **named)


def minutes_of(rules: BookingRules, day: str, today: str) -> list[int]:
    """The slots of a day that can be booked today; none of a day that is no date."""
    try:
        wanted = date.fromisoformat(day)
        known = bookable_days(rules, date.fromisoformat(today))
    except ValueError:
        return []
    return slots(rules, wanted) if wanted in known and wanted.isoformat() == day else []


def cancel_booking(hall: Hall, request: Request, command: CancelBooking, moment: Moment) -> Sequence[Event]:
    """The place is free again; once there is a ticket, that one is what can be given up."""
    booking = booking_of(hall, command.code)
    if booking.ticket:
        raise Refused("booking_used", number=hall.tickets[booking.ticket].number)
    return [BookingCancelled(hall.appointments.codes[command.code])]


def check_in(hall: Hall, request: Request, command: CheckIn, moment: Moment) -> Sequence[Event]:
    """A ticket for whoever has booked, in a full hall too. Nothing where there is one already: a booking has one ticket."""
    booking = booking_of(hall, command.code)
    if booking.ticket:
        return []
    if not hall.day_open:
        raise Refused("day_not_open")
    check_time(hall, booking, moment)
    check_items(hall, booking.items)
    known = {priority.code for priority in hall.setup.priorities}
    take = TakeTicket(
        booking.items, command.channel, command.link, BOOKED if BOOKED in known else "walk_in", booking.at_ms,
        command.language,
    )  # fmt: skip
    return [first_leg(hall, take, hall.appointments.codes[command.code])]


def check_time(hall: Hall, booking: Booking, moment: Moment) -> None:
    """Neither too early nor too late; while the clock is not right the day of the booking will do."""
    rules, late_ms = hall.setup.booking, moment.at_ms - booking.at_ms
    if not moment.clock_ok:
        if booking.on_day != hall.day:
            raise Refused("clock_not_set")
    elif late_ms < -rules.checkin_early_s * 1000:
        opens = clock(booking.minute - rules.checkin_early_s // 60)
        raise Refused("booking_early", day=booking.on_day, time=clock(booking.minute), opens=opens)
    elif late_ms > rules.checkin_late_s * 1000:
        raise Refused("booking_late", day=booking.on_day, time=clock(booking.minute))


def booking_of(hall: Hall, code: str) -> Booking:
    booking = hall.appointments.with_code(code)
    if booking is None:
        raise Refused("booking_unknown")
    return booking


def not_come(bookings: Iterable[str]) -> list[Event]:
    """The day of these bookings is over."""
    return [BookingMissed(booking) for booking in bookings]
