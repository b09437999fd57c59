"""Taking back a slip: the moves of one press, undone from the last to the first."""

from dataclasses import replace

from hub.core.counter import Counter, step_counter
from hub.core.events import Recorded, Undone
from hub.core.hall import Hall
from hub.core.ticket import Leg, LegState, step

TAKEN_BACK = {
    "finish": "take_back_serving",
    "hold": "take_back_serving",
    "transfer": "take_back_serving",
    "miss": "take_back_called",
}
"""Undone action -> move of the counter that gets its citizen back."""


def undone(hall: Hall, recorded: Recorded, event: Undone) -> None:
    counter = hall.counters[event.counter]
    for leg_id, action in reversed(event.moves):
        if action == "pause":
            undo_pause(counter)
        elif action in ("call", "resume"):
            undo_call(hall, counter, hall.legs[leg_id], action)
        elif action == "start":
            undo_start(counter, hall.legs[leg_id])
        else:
            undo_release(hall, counter, hall.legs[leg_id], action)
    counter.slip = None
    if counter.leg:
        hall.legs[counter.leg].asked_ms = recorded.at_ms


def undo_pause(counter: Counter) -> None:
    """The counter pauses when its citizen is finished, as before."""
    counter.state = step_counter(counter.state, "undo_pause")
    counter.pause_after, counter.pause_reason = counter.pause_reason, ""


def undo_call(hall: Hall, counter: Counter, leg: Leg, action: str) -> None:
    """The leg waits and was never called, or is held as it was before."""
    leg.state = step(leg.state, f"undo_{action}")
    if leg.state == LegState.WAITING:
        hall.waiting[leg.id] = None
        forget_call(leg)
    elif counter.slip is not None and counter.slip.held is not None:
        hall.legs[leg.id] = replace(counter.slip.held, known_wait=leg.known_wait)
    hall.calls = [each for each in hall.calls if each != leg.id]
    counter.state = step_counter(counter.state, "release")
    counter.leg = ""


def forget_call(leg: Leg) -> None:
    """The leg waits as if it had not been called."""
    leg.counter, leg.clerk, leg.why = None, "", None
    leg.first_called_ms = leg.called_ms = leg.asked_ms = leg.recalls = 0


def undo_start(counter: Counter, leg: Leg) -> None:
    leg.state = step(leg.state, "undo_start")
    leg.started_ms = 0
    counter.state = step_counter(counter.state, "undo_start")


def undo_release(hall: Hall, counter: Counter, leg: Leg, action: str) -> None:
    """The citizen is at the counter again; the booked work is taken off."""
    worked_ms = leg.ended_ms - leg.called_ms
    counter.busy_ms -= worked_ms
    counter.worked_ms -= worked_ms
    leg.state = step(leg.state, f"undo_{action}")
    if leg.started_ms:
        leg.service_ms -= max(leg.ended_ms - leg.started_ms, 0)
    if action == "finish":
        counter.served -= 1
        counter.last_leg = ""
        leg.outcomes = ()
        hall.matters.drop(hall.matters.of_leg(leg.id, len(leg.items)))
    if action == "transfer":
        drop_new_leg(hall, leg)
    hall.unlearned.pop(leg.id, None)
    leg.ended_ms = 0
    counter.state = step_counter(counter.state, TAKEN_BACK[action])
    counter.leg = leg.id


def drop_new_leg(hall: Hall, leg: Leg) -> None:
    """The leg that the transfer had opened ends; the transferred one is the present leg again."""
    legs = hall.ticket_of(leg).legs
    new = hall.legs[legs[-1]]
    new.state = step(new.state, "undo_transfer")
    hall.waiting.pop(new.id, None)
    legs.remove(leg.id)
    legs.append(leg.id)
