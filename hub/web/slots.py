"""Slots on the wall of the hall and in hall time: the one place that knows the hall's time zone for bookings."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from hub.core.appointments import Booking, bookable_days, clock, places_left, slots
from hub.core.hall import Hall
from hub.core.views import names_of
from hub.web.booking_shapes import BookingShown, DayShown, SlotShown, SlotsShown
from hub.web.shapes import BookingRow

NEAR_DAYS = 366
"""A day further away has no slot in any hall, and its hall time may not exist as a number."""


def today_of(hall: Hall, now_ms: int) -> date:
    """The date on the wall of the hall."""
    return datetime.fromtimestamp(now_ms / 1000, UTC).astimezone(ZoneInfo(hall.setup.timezone)).date()


def slot_ms(hall: Hall, day: date, minute: int) -> int:
    """Hall time of a minute of a local day; one that the clocks skip is taken as if they did not."""
    local = datetime.combine(day, time(minute // 60, minute % 60), ZoneInfo(hall.setup.timezone))
    return round(local.timestamp() * 1000)


def slots_shown(hall: Hall, wanted: date | None, now_ms: int) -> SlotsShown:
    """The days that can be booked, with their free places, and the slots of one: the wanted, else the first with a place."""
    times_ms = hall.appointments.times_ms()
    known = bookable_days(hall.setup.booking, today_of(hall, now_ms))
    days = {day: slots_of(hall, day, now_ms, times_ms) for day in known}
    free = [day for day, rows in days.items() if any(row["left"] for row in rows)]
    day = wanted if wanted in days else next(iter(free), None)
    rows: list[DayShown] = [
        {"day": each.isoformat(), "left": sum(row["left"] for row in of)} for each, of in days.items() if of
    ]
    return {"days": rows, "day": day.isoformat() if day else "", "slots": days[day] if day else []}


def slots_of(hall: Hall, day: date, now_ms: int, times_ms: list[int]) -> list[SlotShown]:
    """The slots of a day that are still to come."""
    rules, found = hall.setup.booking, []
    over = day.isoformat() < hall.day or (day.isoformat() == hall.day and not hall.day_open)
    for minute in () if over else slots(rules, day):
        begins_ms = slot_ms(hall, day, minute)
        if begins_ms > now_ms:
            slot: SlotShown = {
                "time": clock(minute), "slot_ms": begins_ms, "left": places_left(rules, times_ms, begins_ms)
            }  # fmt: skip
            found.append(slot)
    return found


def booking_shown(hall: Hall, booking: Booking, now_ms: int) -> BookingShown:
    """A booking for whoever has its code."""
    rules, items = hall.setup.booking, [hall.setup.item(code) for code in booking.items]
    ticket = hall.tickets.get(booking.ticket)
    return {
        "code": booking.code,
        "day": booking.on_day,
        "time": clock(booking.minute),
        "slot_ms": booking.at_ms,
        "items": list(booking.items),
        "names": [names_of(hall, code) for code in booking.items],
        "documents": [document for item in items if item for document in item.documents],
        "from_ms": booking.at_ms - rules.checkin_early_s * 1000,
        "until_ms": booking.at_ms + rules.checkin_late_s * 1000,
        "number": ticket.number if ticket else "",
        "at_ms": now_ms,
    }


def bookings_today(hall: Hall, now_ms: int) -> list[BookingRow]:
    """The bookings of the present business day in the order of their slots; no code is among it."""
    late_ms = hall.setup.booking.checkin_late_s * 1000
    rows: list[BookingRow] = []
    for key, booking in sorted(hall.appointments.bookings.items(), key=lambda each: (each[1].at_ms, each[0])):
        ticket = hall.tickets.get(booking.ticket)
        if booking.on_day == hall.day or ticket:
            state = "come" if ticket else "not_come" if now_ms > booking.at_ms + late_ms else "to_come"
            number = ticket.number if ticket else ""
            names = [names_of(hall, code) for code in booking.items]
            rows.append(
                {"booking": key, "time": clock(booking.minute), "items": names, "state": state, "number": number}
            )
    return rows
