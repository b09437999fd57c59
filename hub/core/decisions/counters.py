"""Opening, closing, pausing a counter; the supervisor's help."""

from collections.abc import Sequence

from hub.core.commands import AnswerHelp, AskForHelp, CloseCounter, OpenCounter, PauseCounter, Request, ResumeCounter
from hub.core.counter import CounterState
from hub.core.decisions.moment import Moment
from hub.core.decisions.place import counter_of
from hub.core.events import (
    CounterClosed,
    CounterOpened,
    CounterPaused,
    CounterResumed,
    Event,
    HelpAnswered,
    HelpAsked,
    PauseAsked,
)
from hub.core.hall import Hall
from hub.core.refused import Refused


def open_counter(hall: Hall, request: Request, command: OpenCounter, moment: Moment) -> Sequence[Event]:
    """One clerk works at one counter."""
    counter = counter_of(hall, request, command.counter)
    if not hall.day_open:
        raise Refused("day_not_open")
    if counter.state != CounterState.CLOSED:
        raise Refused("already_open", counter=counter.number)
    elsewhere = [c.number for c in hall.counters.values() if c.clerk == command.clerk]
    if elsewhere:
        raise Refused("clerk_elsewhere", counter=elsewhere[0])
    return [CounterOpened(counter.number, command.clerk)]


def close_counter(hall: Hall, request: Request, command: CloseCounter, moment: Moment) -> Sequence[Event]:
    counter = counter_of(hall, request, command.counter)
    if counter.state == CounterState.CLOSED:
        raise Refused("counter_not_open", counter=counter.number)
    if counter.leg:
        raise Refused("citizen_at_counter", counter=counter.number)
    return [CounterClosed(counter.number)]


def pause_counter(hall: Hall, request: Request, command: PauseCounter, moment: Moment) -> Sequence[Event]:
    """With a citizen at the counter the pause begins when that one is finished."""
    counter = counter_of(hall, request, command.counter)
    if counter.state == CounterState.CLOSED:
        raise Refused("counter_not_open", counter=counter.number)
    if counter.state == CounterState.PAUSED:
        raise Refused("counter_paused", counter=counter.number)
    reason = command.reason or "break"
    return [PauseAsked(counter.number, reason) if counter.leg else CounterPaused(counter.number, reason)]


def resume_counter(hall: Hall, request: Request, command: ResumeCounter, moment: Moment) -> Sequence[Event]:
    """Back to work; or, with a pause only asked for, not to pause after all."""
    counter = counter_of(hall, request, command.counter)
    if counter.pause_after:
        return [PauseAsked(counter.number, "")]
    if counter.state != CounterState.PAUSED:
        raise Refused("already_open" if counter.state != CounterState.CLOSED else "counter_not_open",
                      counter=counter.number)  # fmt: skip
    return [CounterResumed(counter.number)]


def ask_for_help(hall: Hall, request: Request, command: AskForHelp, moment: Moment) -> Sequence[Event]:
    counter = counter_of(hall, request, command.counter)
    return [HelpAsked(counter.number)]


def answer_help(hall: Hall, request: Request, command: AnswerHelp, moment: Moment) -> Sequence[Event]:
    counter = counter_of(hall, request, command.counter)
    return [HelpAnswered(counter.number)]
