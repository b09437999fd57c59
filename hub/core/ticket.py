"""Tickets and legs, and the one table of how a leg moves.

Theory of operation. A *ticket* is one citizen's place in the one queue. It keeps its number and the time of its first
arrival all day. Each stay at a counter is a *leg*: a ticket starts with one, and a transfer or a second errand adds
another. Service times, statistics and ratings belong to legs.

A leg moves only along the rows of ``MOVES``. ``step`` looks a move up and raises ``IllegalMove`` where there is no
row: nothing else in the program changes the state of a leg. The diagram in the README is drawn from the same table, and
the auditor replays a day against it.

A ticket that was taken from afar begins as ``afar``: it has its place, and nobody calls it until its citizen is there.

Rows whose action starts with ``undo_`` take back a slip of the clerk within seconds.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from hub.core.commands import Channel, Outcome, PrintStatus
from hub.core.events import Why


class LegState(StrEnum):
    AFAR = "afar"
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    SERVED = "served"
    MISSED = "missed"
    HELD = "held"
    TRANSFERRED = "transferred"
    CANCELLED = "cancelled"
    ABANDONED = "abandoned"


MOVES: dict[tuple[LegState, str], LegState] = {
    (LegState.AFAR, "come"): LegState.WAITING,
    (LegState.WAITING, "call"): LegState.CALLED,
    (LegState.CALLED, "recall"): LegState.CALLED,
    (LegState.CALLED, "start"): LegState.SERVING,
    (LegState.SERVING, "finish"): LegState.SERVED,
    (LegState.CALLED, "miss"): LegState.MISSED,
    (LegState.MISSED, "return"): LegState.WAITING,
    (LegState.MISSED, "abandon"): LegState.ABANDONED,
    (LegState.SERVING, "hold"): LegState.HELD,
    (LegState.HELD, "call"): LegState.CALLED,
    (LegState.HELD, "abandon"): LegState.ABANDONED,
    (LegState.SERVING, "transfer"): LegState.TRANSFERRED,
    (LegState.AFAR, "cancel"): LegState.CANCELLED,
    (LegState.WAITING, "cancel"): LegState.CANCELLED,
    (LegState.CALLED, "cancel"): LegState.CANCELLED,
    (LegState.MISSED, "cancel"): LegState.CANCELLED,
    (LegState.CALLED, "undo_call"): LegState.WAITING,
    (LegState.CALLED, "undo_resume"): LegState.HELD,
    (LegState.SERVING, "undo_start"): LegState.CALLED,
    (LegState.SERVED, "undo_finish"): LegState.SERVING,
    (LegState.MISSED, "undo_miss"): LegState.CALLED,
    (LegState.HELD, "undo_hold"): LegState.SERVING,
    (LegState.TRANSFERRED, "undo_transfer"): LegState.SERVING,
    (LegState.WAITING, "undo_transfer"): LegState.CANCELLED,
}
"""(state, action) -> next state. A move that is not here does not happen."""

AT_COUNTER = frozenset({LegState.CALLED, LegState.SERVING})
OVER = frozenset({LegState.SERVED, LegState.TRANSFERRED, LegState.CANCELLED, LegState.ABANDONED})


class IllegalMove(Exception):
    """A leg was asked to make a move that the table does not have."""


def step(state: LegState, action: str) -> LegState:
    """The state after ``action``; raises ``IllegalMove``."""
    try:
        return MOVES[state, action]
    except KeyError:
        raise IllegalMove(f"a leg that is {state} cannot {action}") from None


@dataclass(frozen=True, slots=True)
class Note:
    """A clerk's line about a ticket. ``at_ms``: hall time."""

    at_ms: int
    counter: int
    words: str


@dataclass(slots=True)
class Ticket:
    """One citizen's place. Times are hall time in ms; ``legs`` in order, the last is the present one.

    ``p50_s``, ``p80_s``: the wait that was promised; ``base50_s``, ``base80_s``: as in ``TicketTaken``.
    """

    id: str
    number: str
    serial: int
    items: tuple[str, ...]
    channel: Channel
    priority: str
    booked_ms: int | None
    language: str
    link: str
    arrived_ms: int
    ahead: int
    p50_s: int | None
    p80_s: int | None
    device: str
    legs: list[str] = field(default_factory=list)
    printed: PrintStatus | None = None
    notes: tuple[Note, ...] = ()
    booking: str = ""
    base50_s: int | None = None
    base80_s: int | None = None


@dataclass(slots=True)
class Leg:
    """One stay of a ticket at one counter.

    ``arrived_ms``: the ticket's first arrival, the base of its age. ``queued_ms``: when this leg began to wait. ``passed_ms``:
    when its turn came while its citizen is still afar, else 0.
    ``first_called_ms``: the end of its wait; ``called_ms``: its latest call; ``asked_ms``: since when the citizen has
    been asked to come, by that call, a recall or an undo. ``penalty_ms``: taken off its age after a missed call;
    ``given_way_ms``: the same for others whom it let pass. ``known_wait``: False once a gap without a clock lies in its
    wait, others were let pass, or it was taken from afar. ``first_asked``: the clerk who took in the matter that it is about, or "".
    """

    id: str
    ticket: str
    items: tuple[str, ...]
    arrived_ms: int
    queued_ms: int
    state: LegState = LegState.WAITING
    passed_ms: int = 0
    to_counter: int | None = None
    to_clerk: str | None = None
    front: bool = False
    penalty_ms: int = 0
    given_way_ms: int = 0
    known_wait: bool = True
    first_asked: str = ""
    counter: int | None = None
    clerk: str = ""
    first_called_ms: int = 0
    called_ms: int = 0
    asked_ms: int = 0
    recalls: int = 0
    started_ms: int = 0
    service_ms: int = 0
    ended_ms: int = 0
    why: Why | None = None
    outcomes: tuple[Outcome, ...] = ()
    score: int | None = None
    reasons: tuple[str, ...] = ()
