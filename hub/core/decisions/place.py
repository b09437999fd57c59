"""Which counter, which leg: the checks that every press at a counter shares."""

from hub.core.commands import Request
from hub.core.counter import Counter, CounterState
from hub.core.events import CounterPaused, Event
from hub.core.hall import Hall
from hub.core.refused import Refused
from hub.core.ticket import Leg, LegState, Ticket


def counter_of(hall: Hall, request: Request, number: int) -> Counter:
    """The counter, seen as it is. A press made on an older picture of it is refused: its meaning may have changed."""
    counter = hall.counters.get(number)
    if counter is None:
        raise Refused("counter_unknown", counter=number)
    if request.seen is not None and request.seen != counter.rev:
        raise Refused("changed_since_seen", counter=number)
    return counter


def working_counter(hall: Hall, request: Request, number: int) -> Counter:
    """An open counter that is not paused, on an open day."""
    counter = counter_of(hall, request, number)
    if not hall.day_open:
        raise Refused("day_not_open")
    if counter.state == CounterState.CLOSED:
        raise Refused("counter_not_open", counter=number)
    if counter.state == CounterState.PAUSED:
        raise Refused("counter_paused", counter=number)
    return counter


def refuse_stale(hall: Hall, request: Request) -> None:
    """A press made before an outage never calls somebody after it."""
    if request.age_ms > hall.setup.rules.stale_press_s * 1000:
        raise Refused("stale_press", age_s=request.age_ms // 1000)


def leg_at(hall: Hall, counter: Counter) -> Leg:
    """The leg that was called to the counter or is served there."""
    if not counter.leg:
        raise Refused("nobody_called", counter=counter.number)
    return hall.legs[counter.leg]


def ticket_by_id(hall: Hall, ticket_id: str) -> Ticket:
    ticket = hall.tickets.get(ticket_id)
    if ticket is None:
        raise Refused("ticket_unknown", ticket=ticket_id)
    return ticket


def serving_leg(hall: Hall, counter: Counter) -> Leg:
    """The leg at the counter, to be served; where starts are pressed, it must have been started."""
    leg = leg_at(hall, counter)
    if leg.state == LegState.CALLED and hall.setup.rules.start_required:
        raise Refused("start_first", number=hall.ticket_of(leg).number)
    return leg


def pause(counter: Counter) -> list[Event]:
    """The pause that was asked for while a citizen was at the counter."""
    return [CounterPaused(counter.number, counter.pause_after)] if counter.pause_after else []
