"""Taking back the last slip at a counter, within seconds, as long as nothing else was built on it."""

from collections.abc import Sequence

from hub.core.commands import Request, Undo
from hub.core.counter import Counter, CounterState, Slip
from hub.core.decisions.moment import Moment
from hub.core.decisions.place import counter_of, pause
from hub.core.events import Event, Undone
from hub.core.hall import Hall
from hub.core.matters import Stage
from hub.core.refused import Refused
from hub.core.ticket import LegState


def undo(hall: Hall, request: Request, command: Undo, moment: Moment) -> Sequence[Event]:
    counter = counter_of(hall, request, command.counter)
    slip = counter.slip
    if slip is None or counter.state == CounterState.CLOSED:
        raise Refused("nothing_to_undo", counter=counter.number)
    if moment.at_ms - slip.at_ms > hall.setup.rules.undo_s * 1000:
        raise Refused("undo_late", seconds=hall.setup.rules.undo_s)
    if not all(can_take_back(hall, counter, slip, *move) for move in slip.moves):
        raise Refused("nothing_to_undo", counter=counter.number)
    return [Undone(counter.number, tuple(slip.moves)), *pause_left(counter, slip)]


def pause_left(counter: Counter, slip: Slip) -> list[Event]:
    """A pause that was asked for after the call begins now that its citizen is gone again."""
    return pause(counter) if slip.moves[0][1] in ("call", "resume") else []


def can_take_back(hall: Hall, counter: Counter, slip: Slip, leg_id: str, action: str) -> bool:
    """Is the leg still where this slip left it, unrated, and what it opened (a leg, a matter) untouched?"""
    if not leg_id:
        return True
    leg = hall.legs[leg_id]
    last = [done for each, done in slip.moves if each == leg_id][-1]
    if action != last:
        return True
    if action in ("call", "resume", "start"):
        return counter.leg == leg_id
    if leg.counter != counter.number or leg.ended_ms != slip.at_ms:
        return False
    if action == "transfer":
        legs = hall.ticket_of(leg).legs
        return legs[-2] == leg_id and hall.legs[legs[-1]].state == LegState.WAITING
    if action == "finish" and any(each.stage != Stage.ACCEPTED for each in hall.matters.of_leg(leg_id, len(leg.items))):
        return False
    left_as = {"finish": LegState.SERVED, "miss": LegState.MISSED, "hold": LegState.HELD}
    return leg.state == left_as[action] and leg.score is None
