"""What comes due by itself: calls of the automatic mode, missed calls, missed tickets given up, overdue matters."""

from collections.abc import Sequence

from hub.core import policy, reasons
from hub.core.catalogue import Assignment
from hub.core.commands import Request, Tick
from hub.core.counter import CounterState
from hub.core.decisions import afar, matters
from hub.core.decisions.moment import Moment
from hub.core.decisions.place import pause
from hub.core.events import Abandoned, Called, Event, Missed
from hub.core.hall import Hall
from hub.core.ticket import Leg, LegState


def tick(hall: Hall, request: Request, command: Tick, moment: Moment) -> Sequence[Event]:
    """Everything that is due at this moment; nothing on most ticks."""
    if not hall.day_open:
        return []
    return [
        *missed(hall, moment.at_ms), *abandoned(hall, moment.at_ms), *afar.lapsed(hall, moment.at_ms),
        *afar.turned(hall, moment.at_ms), *assigned(hall, moment), *matters.pushed(hall),
    ]  # fmt: skip


def missed(hall: Hall, now_ms: int) -> list[Event]:
    """Calls that nobody answered in ``miss_after_s`` since the last recall, where the hall wants that."""
    events: list[Event] = []
    for leg in unanswered(hall):
        counter = hall.counters[leg.counter or 0]
        if now_ms >= miss_due_ms(hall, leg):
            events += [Missed(leg.id, counter.number), *pause(counter)]
    return events


def unanswered(hall: Hall) -> list[Leg]:
    """Called legs at the counters, if calls end by themselves here."""
    if not hall.setup.rules.miss_after_s:
        return []
    return [hall.legs[c.leg] for c in hall.counters.values() if c.state == CounterState.CALLING]


def miss_due_ms(hall: Hall, leg: Leg) -> int:
    return leg.asked_ms + hall.setup.rules.miss_after_s * 1000


def abandoned(hall: Hall, now_ms: int) -> list[Event]:
    """Missed tickets whose citizens did not come back."""
    return [Abandoned(leg.id) for leg in hall.legs_in(LegState.MISSED) if now_ms >= expiry_ms(hall, leg)]


def expiry_ms(hall: Hall, leg: Leg) -> int:
    return leg.ended_ms + hall.setup.rules.missed_expires_s * 1000


def assigned(hall: Hall, moment: Moment) -> list[Event]:
    """Automatic mode: each free, rested counter, the least busy first, gets the ticket that the policy chooses."""
    if hall.setup.rules.assignment != Assignment.AUTO:
        return []
    counters = policy.choose_counter_order(hall, moment.at_ms)
    if not counters or not hall.waiting:
        return []
    factors = policy.length_factors(hall)
    lines = policy.in_lines(hall, moment.at_ms, factors)
    events: list[Event] = []
    for counter in counters:
        leg = policy.take_first(hall, counter, lines, moment.at_ms, factors)
        if leg is not None:
            events += afar.passed_over(hall, counter, leg, moment.at_ms, events)
            why = reasons.why(hall, counter, leg, moment.at_ms, factors)
            events.append(Called(leg.id, counter.number, counter.clerk, "auto", why))
    return events


def due_ms(hall: Hall) -> int | None:
    """Hall time at which the next tick has something to do, or None while nothing is due by itself."""
    if not hall.day_open:
        return None
    times = [miss_due_ms(hall, leg) for leg in unanswered(hall)]
    times += [expiry_ms(hall, leg) for leg in hall.legs_in(LegState.MISSED)]
    if hall.setup.rules.assignment == Assignment.AUTO and hall.waiting:
        rest_ms = hall.setup.rules.rest_s * 1000
        legs = hall.waiting_legs()
        for counter in hall.counters.values():
            if counter.state == CounterState.FREE and any(policy.may_serve(hall, counter, leg) for leg in legs):
                times.append(counter.free_ms + rest_ms)
    times += afar.due(hall)
    if hall.matters.late:
        times.append(hall.opened_ms)
    return min(times, default=None)
