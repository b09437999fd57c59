"""When the hall learns from a leg: once its outcome can no longer be undone."""

from hub.core.hall import Hall
from hub.core.ticket import Leg, LegState


def learn_due(hall: Hall, now_ms: int) -> None:
    """Learn from the legs whose time for an undo is over."""
    undo_ms = hall.setup.rules.undo_s * 1000
    while hall.unlearned:
        leg = hall.legs[next(iter(hall.unlearned))]
        if leg.ended_ms + undo_ms >= now_ms:
            return
        learn_leg(hall, leg)


def learn_all(hall: Hall) -> None:
    """Learn from every leg that is left, at the end of a day."""
    for leg_id in list(hall.unlearned):
        learn_leg(hall, hall.legs[leg_id])


def learn_leg(hall: Hall, leg: Leg) -> None:
    """Service, walking time, absence and promise of one leg. Unknown waits teach nothing."""
    hall.unlearned.pop(leg.id)
    pace = hall.pace
    served = leg.state == LegState.SERVED
    pace.absent.learn(0.0 if served else 1.0)
    if served:
        pace.learn_service(hall.setup, leg.items, leg.service_ms / 1000, leg.clerk)
    elif leg.state == LegState.MISSED:
        pace.lost.learn((leg.ended_ms - leg.called_ms) / 1000)
    if hall.setup.rules.start_required and leg.started_ms:
        pace.walk.learn((leg.started_ms - leg.called_ms) / 1000)
    if leg.known_wait and not leg.recalls:
        learn_promise(hall, leg)


def learn_promise(hall: Hall, leg: Leg) -> None:
    """Compare what the ticket was promised with what came of it; only its first leg was promised anything.

    A promise of no wait at all teaches nothing: it says that a counter was free, not how fast the queue moves.
    """
    ticket = hall.ticket_of(leg)
    waited_s = (leg.first_called_ms - leg.queued_ms) / 1000
    hall.pace.waited_s += waited_s
    first = leg.id == f"{ticket.id}.1" and leg.queued_ms == ticket.arrived_ms
    if first and ticket.p50_s and ticket.p80_s is not None and ticket.booked_ms is None:
        hall.pace.learn_promise(waited_s, ticket.p50_s, ticket.p80_s)
