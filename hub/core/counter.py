"""Counters: closed | free | calling | serving | paused, as one table."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from hub.core.ticket import Leg


class CounterState(StrEnum):
    CLOSED = "closed"
    FREE = "free"
    CALLING = "calling"
    SERVING = "serving"
    PAUSED = "paused"


COUNTER_MOVES: dict[tuple[CounterState, str], CounterState] = {
    (CounterState.CLOSED, "open"): CounterState.FREE,
    (CounterState.FREE, "close"): CounterState.CLOSED,
    (CounterState.PAUSED, "close"): CounterState.CLOSED,
    (CounterState.FREE, "pause"): CounterState.PAUSED,
    (CounterState.PAUSED, "resume"): CounterState.FREE,
    (CounterState.FREE, "call"): CounterState.CALLING,
    (CounterState.CALLING, "start"): CounterState.SERVING,
    (CounterState.CALLING, "release"): CounterState.FREE,
    (CounterState.SERVING, "release"): CounterState.FREE,
    (CounterState.PAUSED, "undo_pause"): CounterState.FREE,
    (CounterState.SERVING, "undo_start"): CounterState.CALLING,
    (CounterState.FREE, "take_back_called"): CounterState.CALLING,
    (CounterState.FREE, "take_back_serving"): CounterState.SERVING,
}


class IllegalCounterMove(Exception):
    """A counter was asked to make a move that the table does not have."""


def step_counter(state: CounterState, action: str) -> CounterState:
    """The state after ``action``; raises ``IllegalCounterMove``."""
    try:
        return COUNTER_MOVES[state, action]
    except KeyError:
        raise IllegalCounterMove(f"a counter that is {state} cannot {action}") from None


@dataclass(slots=True)
class Slip:
    """What the last press at a counter did, so that it can be taken back.

    ``moves``: (leg, action) in the order in which they happened; the leg "" stands for the counter itself.
    ``held``: a resumed leg as it was while it was held, perhaps by another counter.
    """

    origin: str
    at_ms: int
    moves: list[tuple[str, str]] = field(default_factory=list)
    held: Leg | None = None


@dataclass(slots=True)
class Counter:
    """A counter as it is now. Times are hall time in ms.

    ``rev`` counts every change that its clerk can see; a press carries the revision it was made on.
    ``busy_ms``: today's work, by which the least busy is found; one that opens late starts at the least of the others.
    ``worked_ms``: today's work without that start. ``free_ms``: since when it has been free.
    ``last_leg``: the leg that its pad asks a rating for: served last, nobody's service begun since.
    """

    number: int
    state: CounterState = CounterState.CLOSED
    clerk: str = ""
    leg: str = ""
    pause_reason: str = ""
    pause_after: str = ""
    help_asked: bool = False
    rev: int = 0
    busy_ms: int = 0
    worked_ms: int = 0
    served: int = 0
    free_ms: int = 0
    last_leg: str = ""
    slip: Slip | None = None

    def twin(self) -> "Counter":
        """An equal counter that shares nothing which ``apply`` changes."""
        return replace(self, slip=self.slip and replace(self.slip, moves=list(self.slip.moves)))
