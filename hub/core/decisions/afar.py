"""Tickets from afar: their turn comes while nobody is there, their citizens come, or do not.

Theory of operation. A leg from afar has a place and is in no list that is called from. Its turn has come when a counter would
have called it: at a call by the policy of another one that it goes before, and where a free counter has nobody that it could
call. One call is one turn, and one idle counter holds one place, so nobody's time begins before they would have been called.
From then on the place is held for ``hold_s``; then the ticket is cancelled. Whoever comes in time waits with the age of the
whole time since the ticket was taken, so the next call is theirs where no older one waits.
"""

from collections.abc import Iterable, Sequence

from hub.core import policy
from hub.core.commands import BeginVisit, Request
from hub.core.counter import Counter, CounterState
from hub.core.decisions.moment import Moment
from hub.core.decisions.place import ticket_by_id
from hub.core.events import Cancelled, Event, PassedOver, VisitBegun
from hub.core.hall import Hall
from hub.core.refused import Refused
from hub.core.ticket import OVER, Leg, LegState

NOT_COME = "not_come"
"""Why a ticket ends whose place was held in vain."""


def begin_visit(hall: Hall, request: Request, command: BeginVisit, moment: Moment) -> Sequence[Event]:
    """Who has come is waiting. How it was proved is the edge's to know."""
    leg = hall.leg_of(ticket_by_id(hall, command.ticket))
    number = hall.ticket_of(leg).number
    if leg.state in OVER:
        raise Refused("ticket_over", number=number)
    if leg.state != LegState.AFAR:
        raise Refused("already_here", number=number)
    return [VisitBegun(leg.id)]


def passed_over(hall: Hall, counter: Counter, called: Leg, now_ms: int, before: Iterable[Event] = ()) -> list[Event]:
    """The leg from afar that the counter would have called instead of ``called``. ``before``: what happens just before it."""
    if not hall.afar:
        return []
    factors = policy.length_factors(hall)

    def place(leg: Leg) -> policy.Rank:
        return policy.rank(hall, leg, now_ms, factors, policy.shift_s(hall, counter, leg))

    first = min(unturned(hall, counter, before), key=place, default=None)
    return [PassedOver(first.id)] if first and place(first) < place(called) else []


def unturned(hall: Hall, counter: Counter, before: Iterable[Event] = ()) -> list[Leg]:
    """Legs from afar that the counter may serve and whose turn has not come yet."""
    passed = {event.leg for event in before if isinstance(event, PassedOver)}
    legs = [leg for leg in hall.afar_legs() if not leg.passed_ms and leg.id not in passed]
    return policy.served_by(hall, [counter], legs)


def turned(hall: Hall, now_ms: int) -> list[Event]:
    """Counters that are free with nobody to call hold one place each: the turn of as many has come."""
    if not hall.afar:
        return []
    idle = idle_counters(hall)
    held = sum(bool(leg.passed_ms) for leg in hall.afar_legs())
    factors = policy.length_factors(hall)
    events: list[Event] = []
    for counter in idle:
        legs = unturned(hall, counter, events)
        if legs and held + len(events) < len(idle):
            events.append(PassedOver(min(legs, key=lambda leg: policy.rank(hall, leg, now_ms, factors)).id))
    return events


def idle_counters(hall: Hall) -> list[Counter]:
    """Free counters that may serve nobody who waits."""
    waiting = hall.waiting_legs()
    free = (counter for counter in hall.counters.values() if counter.state == CounterState.FREE)
    return [counter for counter in free if not policy.served_by(hall, [counter], waiting)]


def lapsed(hall: Hall, now_ms: int) -> list[Event]:
    """Tickets whose place was held long enough."""
    return [Cancelled(leg.id, NOT_COME) for leg in hall.afar_legs() if leg.passed_ms and now_ms >= until_ms(hall, leg)]


def until_ms(hall: Hall, leg: Leg) -> int:
    """Hall time until which the place of a leg is held whose turn has come."""
    return leg.passed_ms + hall.setup.afar.hold_s * 1000


def due(hall: Hall) -> list[int]:
    """Hall times at which a tick has something to do about tickets from afar."""
    times = [until_ms(hall, leg) for leg in hall.afar_legs() if leg.passed_ms]
    return [*times, hall.at_ms] if turned(hall, hall.at_ms) else times
