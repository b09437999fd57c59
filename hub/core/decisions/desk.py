"""What a clerk does with the citizen at the counter: next, recall, start, finish, miss, hold, resume."""

from collections.abc import Sequence

from hub.core import policy, reasons
from hub.core.commands import (
    CallChosen,
    CallNext,
    FinishService,
    HoldTicket,
    MissTicket,
    Outcome,
    Recall,
    Request,
    Result,
    ResumeTicket,
    StartService,
)
from hub.core.counter import Counter, CounterState
from hub.core.decisions.afar import passed_over
from hub.core.decisions.matters import accepted
from hub.core.decisions.moment import Moment
from hub.core.decisions.place import leg_at, pause, refuse_stale, serving_leg, ticket_by_id, working_counter
from hub.core.events import Called, Event, Held, Missed, Recalled, Served, ServiceStarted, Why
from hub.core.hall import Hall
from hub.core.refused import Refused
from hub.core.ticket import Leg, LegState


def call_next(hall: Hall, request: Request, command: CallNext, moment: Moment) -> Sequence[Event]:
    """Finish the running leg, then call whom the policy chooses; with a pause asked for, pause instead."""
    counter = working_counter(hall, request, command.counter)
    refuse_stale(hall, request)
    ended = end_running(hall, counter, command, moment) if counter.leg else []
    if counter.pause_after:
        return ended
    leg = policy.choose_ticket(hall, counter, moment.at_ms)
    if leg is None and not ended:
        raise Refused("nobody_waiting")
    if leg is None:
        return ended
    return [*ended, *passed_over(hall, counter, leg, moment.at_ms), called(hall, counter, leg, moment)]


def called(hall: Hall, counter: Counter, leg: Leg, moment: Moment) -> Called:
    """A call by the policy after a press, with its reason."""
    why = reasons.why(hall, counter, leg, moment.at_ms, policy.length_factors(hall))
    return Called(leg.id, counter.number, counter.clerk, "press", why)


def end_running(hall: Hall, counter: Counter, command: CallNext | FinishService, moment: Moment) -> list[Event]:
    """The events that finish the leg at the counter, with the matters that it leads to."""
    leg = serving_leg(hall, counter)
    done = complete(leg, command.outcomes)
    matters = accepted(hall, leg, counter, done, command.receipts)
    started = start_if_needed(hall, leg, counter, moment)
    return [*started, Served(leg.id, counter.number, done), *matters, *pause(counter)]


def complete(leg: Leg, outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """One outcome for each item of the leg; an item that was not named was done on the spot."""
    named = {outcome.item: outcome for outcome in outcomes}
    for outcome in outcomes:
        if outcome.item not in leg.items:
            raise Refused("outcome_not_of_leg", item=outcome.item)
        if outcome.result == Result.REFUSED and not outcome.reason:
            raise Refused("absent_reason", item=outcome.item)
    return tuple(named.get(item, Outcome(item, Result.DONE)) for item in leg.items)


def start_if_needed(hall: Hall, leg: Leg, counter: Counter, moment: Moment) -> list[Event]:
    """Where no start is pressed, service counts from the call plus the learned walking time."""
    if leg.state == LegState.SERVING:
        return []
    walk_ms = round(hall.pace.walk_s(hall.setup) * 1000)
    return [ServiceStarted(leg.id, counter.number, min(moment.at_ms, leg.called_ms + walk_ms))]


def call_chosen(hall: Hall, request: Request, command: CallChosen, moment: Moment) -> Sequence[Event]:
    """A supervisor's choice; the reason is kept with the call."""
    counter = working_counter(hall, request, command.counter)
    refuse_stale(hall, request)
    refuse_busy(counter)
    if not command.reason:
        raise Refused("absent_reason", item="")
    leg = hall.leg_of(ticket_by_id(hall, command.ticket))
    if leg.state != LegState.WAITING:
        raise Refused("not_waiting", number=hall.ticket_of(leg).number)
    waited_s = round((moment.at_ms - leg.arrived_ms) / 1000)
    why = Why("chosen", 0.0, waited_s, len(hall.waiting), f"chosen by the supervisor: {command.reason}")
    return [Called(leg.id, counter.number, counter.clerk, "chosen", why)]


def refuse_busy(counter: Counter) -> None:
    if counter.leg:
        raise Refused("citizen_at_counter", counter=counter.number)


def recall(hall: Hall, request: Request, command: Recall, moment: Moment) -> Sequence[Event]:
    counter = working_counter(hall, request, command.counter)
    refuse_stale(hall, request)
    leg = leg_at(hall, counter)
    if leg.state != LegState.CALLED:
        raise Refused("nobody_called", counter=counter.number)
    return [Recalled(leg.id, counter.number)]


def start_service(hall: Hall, request: Request, command: StartService, moment: Moment) -> Sequence[Event]:
    counter = working_counter(hall, request, command.counter)
    leg = leg_at(hall, counter)
    if leg.state != LegState.CALLED:
        raise Refused("nobody_called", counter=counter.number)
    return [ServiceStarted(leg.id, counter.number, moment.at_ms)]


def finish_service(hall: Hall, request: Request, command: FinishService, moment: Moment) -> Sequence[Event]:
    counter = working_counter(hall, request, command.counter)
    return end_running(hall, counter, command, moment)


def miss_ticket(hall: Hall, request: Request, command: MissTicket, moment: Moment) -> Sequence[Event]:
    """Nobody came: the counter is free again (or begins the pause that was asked for)."""
    counter = working_counter(hall, request, command.counter)
    leg = leg_at(hall, counter)
    if leg.state != LegState.CALLED:
        raise Refused("nobody_called", counter=counter.number)
    return [Missed(leg.id, counter.number), *pause(counter)]


def hold_ticket(hall: Hall, request: Request, command: HoldTicket, moment: Moment) -> Sequence[Event]:
    """The citizen fetches something and comes back to the same leg."""
    counter = working_counter(hall, request, command.counter)
    leg = serving_leg(hall, counter)
    started = start_if_needed(hall, leg, counter, moment)
    return [*started, Held(leg.id, counter.number, command.reason), *pause(counter)]


def resume_ticket(hall: Hall, request: Request, command: ResumeTicket, moment: Moment) -> Sequence[Event]:
    """Call a held ticket back; without a ticket named, the one that this counter has held longest."""
    counter = working_counter(hall, request, command.counter)
    refuse_stale(hall, request)
    if counter.state != CounterState.FREE:
        refuse_busy(counter)
    leg = held_leg(hall, counter, command.ticket)
    waited_s = round((moment.at_ms - leg.ended_ms) / 1000)
    why = Why("resumed", 0.0, waited_s, 1, f"held for {waited_s // 60} min and called back")
    return [Called(leg.id, counter.number, counter.clerk, "resumed", why)]


def held_leg(hall: Hall, counter: Counter, ticket_id: str) -> Leg:
    if ticket_id:
        leg = hall.leg_of(ticket_by_id(hall, ticket_id))
        if leg.state != LegState.HELD:
            raise Refused("not_held", number=hall.ticket_of(leg).number)
        return leg
    held = [leg for leg in hall.legs_in(LegState.HELD) if leg.counter == counter.number]
    if not held:
        raise Refused("nobody_held", counter=counter.number)
    return min(held, key=lambda leg: leg.ended_ms)
