"""``apply(hall, recorded)``: what an event does to the hall. The only code that changes a ``Hall``.

It trusts the event (``decide`` made it, the journal kept it) but not blindly: every move goes through the leg table and
the counter table, and an impossible one raises. Replaying a journal from its start gives an equal hall.
"""

from collections.abc import Callable
from typing import Any

from hub.core import apply_leg, apply_matter, events, learning
from hub.core.appointments import Booking
from hub.core.counter import Counter, CounterState, step_counter
from hub.core.events import Recorded
from hub.core.hall import Band, Complaint, Hall
from hub.core.numbers import BANDS

ABOUT_A_COUNTER = (events.ComplaintMade, events.ComplaintAnswered)
"""These name a counter and leave it as it is: the clerk's next press must not be refused because of them."""


def apply(hall: Hall, recorded: Recorded) -> None:
    """Change the hall as the event says. Raises ``ValueError`` for an event out of its order."""
    if recorded.seq != hall.seq + 1:
        raise ValueError(f"event {recorded.seq} cannot follow event {hall.seq}")
    learning.learn_due(hall, recorded.at_ms)
    HANDLERS[type(recorded.event)](hall, recorded, recorded.event)
    hall.seq = recorded.seq
    hall.at_ms = max(hall.at_ms, recorded.at_ms)
    first, _ = hall.origins.get(recorded.origin, (recorded.seq, 0))
    hall.origins[recorded.origin] = (first, recorded.seq)
    number = getattr(recorded.event, "counter", None)
    if number in hall.counters and not isinstance(recorded.event, ABOUT_A_COUNTER):
        hall.counters[number].rev += 1


def hub_started(hall: Hall, recorded: Recorded, event: events.HubStarted) -> None:
    hall.epoch = event.epoch
    if not event.gap_known:
        for leg in hall.waiting_legs():
            leg.known_wait = False


def configured(hall: Hall, recorded: Recorded, event: events.Configured) -> None:
    """Counters that are gone stay until they are closed; tickets stay whatever happens to their item."""
    hall.setup = event.setup
    numbers = [counter.number for counter in event.setup.counters]
    for number in numbers:
        hall.counters.setdefault(number, Counter(number))
    for number, counter in list(hall.counters.items()):
        if number not in numbers and counter.state == CounterState.CLOSED:
            del hall.counters[number]


def day_opened(hall: Hall, recorded: Recorded, event: events.DayOpened) -> None:
    """A new day starts empty; what people did on the day before is still known, so that it is not done twice."""
    hall.origins = {origin: seqs for origin, seqs in hall.origins.items() if seqs[0] >= hall.day_seq}
    hall.day, hall.day_open, hall.day_seq, hall.opened_ms = event.day, True, recorded.seq, recorded.at_ms
    hall.serial = hall.skipped_serial if hall.skipped_day == event.day else 0
    learning.learn_all(hall)
    hall.pace.forget_half()
    hall.bands = {band: hall.bands[band] for band in hall.leases.values()}
    for table in (hall.tickets, hall.legs, hall.waiting, hall.afar, hall.links):
        table.clear()
    hall.calls.clear()
    hall.matters.open_day(event.day)
    for number, counter in list(hall.counters.items()):
        hall.counters[number] = Counter(number, rev=counter.rev, free_ms=recorded.at_ms)


def day_closed(hall: Hall, recorded: Recorded, event: events.DayClosed) -> None:
    for made in hall.complaints.values():
        made.open_ms = hall.opening_ms(made, recorded.at_ms)
    hall.appointments.drop_come()
    hall.day_open = False


def numbers_lent(hall: Hall, recorded: Recorded, event: events.NumbersLent) -> None:
    """The band that the device held before stays lent for the day: tickets of it may still come."""
    hall.bands[event.band] = Band(event.device, event.lease)
    hall.leases[event.device] = event.band
    hall.band_turn = (event.band + 1) % BANDS


def numbers_skipped(hall: Hall, recorded: Recorded, event: events.NumbersSkipped) -> None:
    """A lost journal may have lent bands as well: the next ones lie a third of all bands further."""
    hall.band_turn = (hall.band_turn + BANDS // 3) % BANDS
    if event.of_day in ("", hall.day):
        hall.serial = max(hall.serial, event.serial)
    else:
        hall.skipped_day, hall.skipped_serial = event.of_day, event.serial


def counter_opened(hall: Hall, recorded: Recorded, event: events.CounterOpened) -> None:
    """A counter that opens late starts at the least busy one's work, so that it is not flooded."""
    counter = hall.counters[event.counter]
    at_work = [other for other in hall.counters.values() if other.state != CounterState.CLOSED]
    floor_ms = min((other.busy_ms for other in at_work), default=0)
    counter.state = step_counter(counter.state, "open")
    counter.clerk = event.clerk
    counter.busy_ms = max(counter.busy_ms, floor_ms)
    counter.free_ms = recorded.at_ms


def counter_closed(hall: Hall, recorded: Recorded, event: events.CounterClosed) -> None:
    counter = hall.counters[event.counter]
    counter.state = step_counter(counter.state, "close")
    counter.clerk = counter.pause_reason = counter.pause_after = ""
    counter.slip = None
    if hall.setup.counter(event.counter) is None:
        del hall.counters[event.counter]


def pause_asked(hall: Hall, recorded: Recorded, event: events.PauseAsked) -> None:
    hall.counters[event.counter].pause_after = event.reason


def counter_paused(hall: Hall, recorded: Recorded, event: events.CounterPaused) -> None:
    """A pause that followed from a finish is part of that press, and undone with it."""
    counter = hall.counters[event.counter]
    counter.state = step_counter(counter.state, "pause")
    if counter.slip is not None and counter.slip.origin == recorded.origin:
        counter.slip.moves.append(("", "pause"))
    else:
        counter.slip = None
    counter.pause_reason, counter.pause_after = event.reason, ""


def counter_resumed(hall: Hall, recorded: Recorded, event: events.CounterResumed) -> None:
    counter = hall.counters[event.counter]
    counter.state = step_counter(counter.state, "resume")
    counter.pause_reason = ""
    counter.free_ms = recorded.at_ms
    counter.slip = None


def help_asked(hall: Hall, recorded: Recorded, event: events.HelpAsked) -> None:
    hall.counters[event.counter].help_asked = True


def help_answered(hall: Hall, recorded: Recorded, event: events.HelpAnswered) -> None:
    hall.counters[event.counter].help_asked = False


def complaint_made(hall: Hall, recorded: Recorded, event: events.ComplaintMade) -> None:
    hall.complaints[event.complaint] = Complaint(event.counter, event.leg, recorded.at_ms)


def complaint_answered(hall: Hall, recorded: Recorded, event: events.ComplaintAnswered) -> None:
    del hall.complaints[event.complaint]


def booked(hall: Hall, recorded: Recorded, event: events.Booked) -> None:
    hall.appointments.keep(
        event.booking,
        Booking(event.code, event.items, event.on_day, event.minute, event.at_ms, event.language),
    )


def booking_gone(hall: Hall, recorded: Recorded, event: events.BookingCancelled | events.BookingMissed) -> None:
    hall.appointments.drop(event.booking)


def nothing(hall: Hall, recorded: Recorded, event: events.Event) -> None:
    """A refusal changes nothing but the memory of its origin."""


HANDLERS: dict[type, Callable[[Hall, Recorded, Any], None]] = {
    events.HubStarted: hub_started,
    events.Configured: configured,
    events.DayOpened: day_opened,
    events.DayClosed: day_closed,
    events.NumbersSkipped: numbers_skipped,
    events.NumbersLent: numbers_lent,
    events.CounterOpened: counter_opened,
    events.CounterClosed: counter_closed,
    events.PauseAsked: pause_asked,
    events.CounterPaused: counter_paused,
    events.CounterResumed: counter_resumed,
    events.HelpAsked: help_asked,
    events.HelpAnswered: help_answered,
    events.ComplaintMade: complaint_made,
    events.ComplaintAnswered: complaint_answered,
    events.Booked: booked,
    events.BookingCancelled: booking_gone,
    events.BookingMissed: booking_gone,
    events.CommandRefused: nothing,
    **apply_leg.HANDLERS,
    **apply_matter.HANDLERS,
}
