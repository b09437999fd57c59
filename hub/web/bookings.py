"""What a citizen does with an appointment: see the slots, book, look it up, cancel, check in. The code is the only proof."""

import secrets
from datetime import date

from hub.core.appointments import Booking, minute_of
from hub.core.commands import Book, CancelBooking, Channel, CheckIn
from hub.core.events import Booked, CommandRefused, TicketTaken
from hub.web.acting import act, done
from hub.web.bodies import BookingWish, CheckInWish
from hub.web.call import Call, Reply, json_reply
from hub.web.citizens import check_language, check_pace, issued, qr_code
from hub.web.guesses import found
from hub.web.problems import refused
from hub.web.reports import date_of
from hub.web.shapes import TicketIssued
from hub.web.slots import NEAR_DAYS, booking_shown, slot_ms, slots_shown, today_of

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No 0, O, 1 or I: people read these from a screen and type them at the kiosk."""

CODE_LENGTH = 8
"""40 bits. A stranger has one guess in two seconds (``Limits.failed_links``): years for one of 1,000 bookings."""

UNKNOWN = CommandRefused("check_in", "booking_unknown")
"""What the hall itself says of a code that names nothing."""


async def show_slots(call: Call) -> Reply:
    """Days that can be booked, and the slots of one of them with their free places."""
    asked = date_of(call, "day", "")
    wanted = date.fromisoformat(asked) if asked else None
    return json_reply(slots_shown(call.hall, wanted, call.parts.service.now_ms()))


async def book(call: Call) -> Reply:
    """Book a place in a slot; the answer holds the code to come with."""
    wish: BookingWish = call.body
    check_language(call, wish.language)
    check_pace(call)
    hall, today = call.hall, today_of(call.hall, call.parts.service.now_ms())
    minute = minute_of(wish.time)
    near = abs((wish.day - today).days) <= NEAR_DAYS
    command = Book(
        tuple(wish.items), new_code(), wish.day.isoformat(), minute, slot_ms(hall, wish.day, minute) if near else 0,
        today.isoformat(), wish.language or call.language,
    )  # fmt: skip
    made = (await act(call, command)).first(Booked)
    if made is None:
        raise LookupError("a slot was booked and no event says so")
    booking = Booking(made.code, made.items, made.on_day, made.minute, made.at_ms, made.language)
    return json_reply(booking_shown(call.hall, booking, call.parts.service.now_ms()), 201)


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def code_of(call: Call) -> str:
    """The code in the address, as it was given out, however it was typed."""
    return call.http.match_info["code"].upper()


def booking_of_code(call: Call) -> Booking:
    """The booking; wrong, old and guessed codes get the same answer, and guessing gets slow."""
    return found(call, lambda: call.hall.appointments.with_code(code_of(call)), lambda: refused(UNKNOWN))


def check_code(call: Call) -> None:
    """The code must name a booking, unless this very press has been answered before."""
    if not call.key or call.origin() not in call.hall.origins:
        booking_of_code(call)


async def show_booking(call: Call) -> Reply:
    """A booking: when, for what, what to bring, when to check in."""
    return json_reply(booking_shown(call.hall, booking_of_code(call), call.parts.service.now_ms()))


async def booking_code(call: Call) -> Reply:
    """The booking's page as a QR code, which the kiosk's scanner reads too."""
    return qr_code(call, f"/book/{booking_of_code(call).code}")


async def cancel_booking(call: Call) -> Reply:
    """Give a booked place back."""
    check_code(call)
    return json_reply(done(call, await act(call, CancelBooking(code_of(call)))))


async def check_in(call: Call) -> Reply:
    """The citizen of a booking is in the hall: its ticket, the same one however often this is asked."""
    wish: CheckInWish = call.body
    check_language(call, wish.language)
    check_code(call)
    language = wish.language or call.language
    command = CheckIn(code_of(call), Channel(wish.channel), secrets.token_urlsafe(16), language)
    answer = await act(call, command)
    return json_reply(issued(answer) if answer.first(TicketTaken) else issued_before(call))


def issued_before(call: Call) -> TicketIssued:
    """The ticket that the booking has already; it is gone where the day was closed at this very moment."""
    booking = call.hall.appointments.with_code(code_of(call))
    if booking is None:
        raise refused(UNKNOWN)
    ticket = call.hall.tickets[booking.ticket]
    return {
        "id": ticket.id, "number": ticket.number, "link": ticket.link, "ahead": ticket.ahead,
        "wait": {"p50_s": ticket.p50_s, "p80_s": ticket.p80_s},
    }  # fmt: skip
