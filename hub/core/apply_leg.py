"""What events do to tickets, legs and the counter they are at."""

from collections.abc import Callable
from copy import copy
from dataclasses import replace
from typing import Any

from hub.core import events
from hub.core.apply_undo import forget_call, undone
from hub.core.counter import Counter, Slip, step_counter
from hub.core.events import Recorded
from hub.core.hall import Band, Hall
from hub.core.numbers import band_of
from hub.core.ticket import Leg, LegState, Note, Ticket, step

BOARD_CALLS = 24
"""Calls that are remembered for the board: more than any screen shows."""


def ticket_taken(hall: Hall, recorded: Recorded, event: events.TicketTaken) -> None:
    arrived_ms = event.since_ms(recorded.at_ms)
    ticket = Ticket(
        id=event.ticket, number=event.number, serial=event.serial, items=event.items, channel=event.channel,
        priority=event.priority, booked_ms=event.booked_ms, language=event.language, link=event.link,
        arrived_ms=arrived_ms, ahead=event.ahead, p50_s=event.p50_s, p80_s=event.p80_s, device=recorded.device,
        booking=event.booking, base50_s=event.base50_s, base80_s=event.base80_s,
    )  # fmt: skip
    hall.tickets[ticket.id] = ticket
    hall.links[ticket.link] = ticket.id
    if event.booking in hall.appointments.bookings:
        hall.appointments.bookings[event.booking].ticket = ticket.id
    if event.lease:
        hall.bands[band_of(event.serial) or 0] = lent_to(hall, recorded.device, event)
    else:
        hall.serial = max(hall.serial, event.serial)
    leg = Leg(f"{ticket.id}.1", ticket.id, event.items, arrived_ms, arrived_ms, first_asked=event.first_asked)
    if event.afar:
        leg.state, leg.known_wait = LegState.AFAR, False
    add_leg(hall, ticket, leg)


def lent_to(hall: Hall, device: str, event: events.TicketTaken) -> Band:
    """The band of a ticket issued offline, with one more number used; one of a lost journal is known from now on."""
    band = hall.bands.get(band_of(event.serial) or 0) or Band(device, event.lease)
    return replace(band, used=band.used + 1)


def add_leg(hall: Hall, ticket: Ticket, leg: Leg) -> None:
    """A new leg begins to wait, in the hall or from afar."""
    hall.legs[leg.id] = leg
    ticket.legs.append(leg.id)
    (hall.afar if leg.state == LegState.AFAR else hall.waiting)[leg.id] = None


def passed_over(hall: Hall, recorded: Recorded, event: events.PassedOver) -> None:
    hall.legs[event.leg].passed_ms = recorded.at_ms


def visit_begun(hall: Hall, recorded: Recorded, event: events.VisitBegun) -> None:
    """Its age counts since it was taken, its wait in the hall since now."""
    leg = hall.legs[event.leg]
    move(hall, leg, "come")
    leg.queued_ms, leg.passed_ms = recorded.at_ms, 0


def ticket_printed(hall: Hall, recorded: Recorded, event: events.TicketPrinted) -> None:
    hall.tickets[event.ticket].printed = event.status


def called(hall: Hall, recorded: Recorded, event: events.Called) -> None:
    leg, counter = hall.legs[event.leg], hall.counters[event.counter]
    held = copy(leg) if leg.state == LegState.HELD else None
    move(hall, leg, "call")
    counter.state = step_counter(counter.state, "call")
    counter.leg = leg.id
    leg.counter, leg.clerk, leg.why = event.counter, event.clerk, event.why
    leg.called_ms, leg.asked_ms, leg.recalls, leg.started_ms = recorded.at_ms, recorded.at_ms, 0, 0
    leg.first_called_ms = leg.first_called_ms or recorded.at_ms
    hall.calls = [leg.id, *(each for each in hall.calls if each != leg.id)][:BOARD_CALLS]
    if event.how == "auto":
        counter.slip = None
    else:
        slipped(counter, recorded, leg, "resume" if held else "call").held = held


def recalled(hall: Hall, recorded: Recorded, event: events.Recalled) -> None:
    leg = hall.legs[event.leg]
    move(hall, leg, "recall")
    leg.recalls += 1
    leg.asked_ms = recorded.at_ms
    hall.calls = [leg.id, *(each for each in hall.calls if each != leg.id)][:BOARD_CALLS]


def service_started(hall: Hall, recorded: Recorded, event: events.ServiceStarted) -> None:
    leg, counter = hall.legs[event.leg], hall.counters[event.counter]
    move(hall, leg, "start")
    counter.state = step_counter(counter.state, "start")
    leg.started_ms = event.started_ms
    counter.last_leg = ""
    slipped(counter, recorded, leg, "start")


def served(hall: Hall, recorded: Recorded, event: events.Served) -> None:
    leg = hall.legs[event.leg]
    leg.outcomes = event.outcomes
    counter = hall.counters[event.counter]
    counter.served += 1
    counter.last_leg = leg.id
    release(hall, recorded, leg, "finish")
    hall.unlearned[leg.id] = None


def missed(hall: Hall, recorded: Recorded, event: events.Missed) -> None:
    release(hall, recorded, hall.legs[event.leg], "miss")
    hall.unlearned[event.leg] = None


def held(hall: Hall, recorded: Recorded, event: events.Held) -> None:
    release(hall, recorded, hall.legs[event.leg], "hold")


def transferred(hall: Hall, recorded: Recorded, event: events.Transferred) -> None:
    leg = hall.legs[event.leg]
    ticket = hall.ticket_of(leg)
    release(hall, recorded, leg, "transfer")
    new = Leg(event.new_leg, ticket.id, event.items, leg.arrived_ms, recorded.at_ms)
    new.to_counter, new.to_clerk, new.front = event.to_counter, event.to_clerk, event.front
    new.known_wait = leg.known_wait
    add_leg(hall, ticket, new)


def returned(hall: Hall, recorded: Recorded, event: events.Returned) -> None:
    """Waits on with its first arrival; the penalty is taken once."""
    leg = hall.legs[event.leg]
    move(hall, leg, "return")
    leg.penalty_ms = event.penalty_ms
    leg.queued_ms = recorded.at_ms
    forget_call(leg)
    hall.calls = [each for each in hall.calls if each != leg.id]
    hall.unlearned.pop(leg.id, None)


def gave_way(hall: Hall, recorded: Recorded, event: events.GaveWay) -> None:
    """Waits on behind others; what it was promised is no measure any more."""
    leg = hall.legs[event.leg]
    leg.given_way_ms = event.given_way_ms
    leg.front = leg.known_wait = False


def abandoned(hall: Hall, recorded: Recorded, event: events.Abandoned) -> None:
    leg = hall.legs[event.leg]
    move(hall, leg, "abandon")
    leg.ended_ms = recorded.at_ms


def note_written(hall: Hall, recorded: Recorded, event: events.NoteWritten) -> None:
    ticket = hall.ticket_of(hall.legs[event.leg])
    ticket.notes = (*ticket.notes, Note(recorded.at_ms, event.counter, event.words))


def cancelled(hall: Hall, recorded: Recorded, event: events.Cancelled) -> None:
    leg = hall.legs[event.leg]
    if leg.state == LegState.CALLED:
        counter = hall.counters[leg.counter or 0]
        release(hall, recorded, leg, "cancel")
        counter.slip = None
        counter.rev += 1
        return
    if event.reason == "citizen_left" and leg.state != LegState.AFAR:
        hall.pace.left += 1
    move(hall, leg, "cancel")
    leg.ended_ms = recorded.at_ms


def rated(hall: Hall, recorded: Recorded, event: events.Rated) -> None:
    leg = hall.legs[event.leg]
    leg.score, leg.reasons = event.score, event.reasons


def move(hall: Hall, leg: Leg, action: str) -> None:
    """Step the leg and keep the lists of the waiting and of those afar true."""
    leg.state = step(leg.state, action)
    hall.afar.pop(leg.id, None)
    if leg.state == LegState.WAITING:
        hall.waiting[leg.id] = None
    else:
        hall.waiting.pop(leg.id, None)


def release(hall: Hall, recorded: Recorded, leg: Leg, action: str) -> None:
    """The leg leaves its counter by ``action``; the counter's work is booked."""
    move(hall, leg, action)
    counter = hall.counters[leg.counter or 0]
    leg.ended_ms = recorded.at_ms
    if leg.started_ms:
        leg.service_ms += max(recorded.at_ms - leg.started_ms, 0)
    counter.busy_ms += recorded.at_ms - leg.called_ms
    counter.worked_ms += recorded.at_ms - leg.called_ms
    counter.state = step_counter(counter.state, "release")
    counter.leg, counter.free_ms = "", recorded.at_ms
    slipped(counter, recorded, leg, action)


def slipped(counter: Counter, recorded: Recorded, leg: Leg, action: str) -> Slip:
    """Remember the move with the others of the same press."""
    if counter.slip is None or counter.slip.origin != recorded.origin:
        counter.slip = Slip(recorded.origin, recorded.at_ms)
    counter.slip.moves.append((leg.id, action))
    return counter.slip


HANDLERS: dict[type, Callable[[Hall, Recorded, Any], None]] = {
    events.TicketTaken: ticket_taken,
    events.PassedOver: passed_over,
    events.VisitBegun: visit_begun,
    events.TicketPrinted: ticket_printed,
    events.Called: called,
    events.Recalled: recalled,
    events.ServiceStarted: service_started,
    events.Served: served,
    events.Missed: missed,
    events.Held: held,
    events.Transferred: transferred,
    events.Returned: returned,
    events.GaveWay: gave_way,
    events.Abandoned: abandoned,
    events.NoteWritten: note_written,
    events.Cancelled: cancelled,
    events.Undone: undone,
    events.Rated: rated,
}
