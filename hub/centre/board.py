"""A hall's board, folded from what the hall has told since its day began: counters, calls, who waits. Pure.

Theory of operation. Each dispatch moves a leg and the counter that it is at, as ``hub.core.apply`` does in the hall, but without
times, scores and reasons: a board needs where everybody is, no more. What is not understood, or cannot be (a leg that nobody
took, an undo of a hub that is too old to name its legs), changes nothing: a hall cannot break the board of a centre, it can only
make its own one wrong. ``LEGS`` and ``COUNTERS`` bound what a hall can make a centre keep.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from hub.core.dispatch import Dispatch

CALLS = 8
"""Calls that are shown; more are remembered, since some are taken back."""

REMEMBERED = 24
LEGS, COUNTERS = 20_000, 1000
"""Of one day: ten times what the largest hall has."""


@dataclass(slots=True)
class BoardLeg:
    """``state``: as the leg table of the hall has it. ``next``: the leg that a transfer made of it. ``turn_ms``: when the turn of
    somebody on the way came, 0 before it."""

    ticket: str
    number: str
    items: tuple[str, ...]
    state: str = "waiting"
    counter: int | None = None
    called_ms: int = 0
    next: str = ""
    turn_ms: int = 0


@dataclass(slots=True)
class BoardCounter:
    """``state``: free, calling, serving or paused. ``leg``: the one that is at it, or ""."""

    state: str = "free"
    leg: str = ""


@dataclass(slots=True)
class Board:
    """``seq``, ``at_ms``: number and hall time of the last event in it; ``day``: "" before the first day."""

    seq: int = 0
    at_ms: int = 0
    day: str = ""
    open: bool = False
    legs: dict[str, BoardLeg] = field(default_factory=dict)
    counters: dict[int, BoardCounter] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)

    def add(self, told: Dispatch) -> None:
        """One more event, in the order of their numbers."""
        self.seq, self.at_ms = told.seq, max(self.at_ms, told.at_ms)
        MOVES.get(told.type, nothing)(self, told)

    def waiting(self) -> dict[str, BoardLeg]:
        """The legs that wait, by id."""
        return self.legs_in("waiting")

    def coming(self) -> dict[str, BoardLeg]:
        """Those from afar whose citizens are on the way, by id."""
        return self.legs_in("afar")

    def legs_in(self, state: str) -> dict[str, BoardLeg]:
        return {leg_id: leg for leg_id, leg in self.legs.items() if leg.state == state}

    def seat(self, number: int | None) -> BoardCounter:
        """A counter; one that nobody has seen opened is there all the same."""
        if number is None or (number not in self.counters and len(self.counters) >= COUNTERS):
            return BoardCounter()
        return self.counters.setdefault(number, BoardCounter())

    def release(self, leg: BoardLeg | None) -> None:
        """Whoever was at the counter of this leg is there no more."""
        for counter in self.counters.values():
            if leg is not None and counter.leg and self.legs.get(counter.leg) is leg:
                counter.leg, counter.state = "", "free"

    def call_first(self, leg_id: str) -> None:
        self.calls = [leg_id, *(each for each in self.calls if each != leg_id)][:REMEMBERED]

    def forget_call(self, leg_id: str) -> None:
        self.calls = [each for each in self.calls if each != leg_id]


def nothing(board: Board, told: Dispatch) -> None:
    """It moves nobody."""


def day_opened(board: Board, told: Dispatch) -> None:
    board.day, board.open = told.day, True
    board.legs.clear()
    board.counters.clear()
    board.calls.clear()


def day_closed(board: Board, told: Dispatch) -> None:
    board.open = False


def counter_opened(board: Board, told: Dispatch) -> None:
    board.seat(told.counter).state = "free"


def counter_closed(board: Board, told: Dispatch) -> None:
    board.counters.pop(told.counter or 0, None)


def counter_paused(board: Board, told: Dispatch) -> None:
    board.seat(told.counter).state = "paused"


def ticket_taken(board: Board, told: Dispatch) -> None:
    if len(board.legs) < LEGS:
        board.legs[told.leg] = BoardLeg(told.ticket, told.number, told.items, "afar" if told.afar else "waiting")


def passed_over(board: Board, told: Dispatch) -> None:
    """The turn of somebody on the way has come: their place is held from now on."""
    leg = board.legs.get(told.leg)
    if leg is not None and leg.state == "afar":
        leg.turn_ms = told.at_ms


def visit_begun(board: Board, told: Dispatch) -> None:
    """Who was on the way waits from now on, behind those who do already."""
    leg = board.legs.get(told.leg)
    if leg is not None and leg.state == "afar":
        board.legs[told.leg] = board.legs.pop(told.leg)
        leg.state, leg.turn_ms = "waiting", 0


def called(board: Board, told: Dispatch) -> None:
    if leg := board.legs.get(told.leg):
        leg.state, leg.counter, leg.called_ms = "called", told.counter, told.at_ms
        board.call_first(told.leg)
        sit(board, told.counter, told.leg, "calling")


def sit(board: Board, number: int | None, leg_id: str, state: str) -> None:
    counter = board.seat(number)
    counter.state, counter.leg = state, leg_id


def recalled(board: Board, told: Dispatch) -> None:
    if told.leg in board.legs:
        board.call_first(told.leg)


def service_started(board: Board, told: Dispatch) -> None:
    if leg := board.legs.get(told.leg):
        leg.state = "serving"
        sit(board, told.counter, told.leg, "serving")


def left(state: str) -> Callable[[Board, Dispatch], None]:
    """The leg is over, or away, and its counter free."""

    def move(board: Board, told: Dispatch) -> None:
        if leg := board.legs.get(told.leg):
            board.release(leg)
            leg.state = state

    return move


def transferred(board: Board, told: Dispatch) -> None:
    leg = board.legs.get(told.leg)
    if leg is None:
        return
    board.release(leg)
    leg.state, leg.next = "transferred", told.new_leg
    if told.new_leg and len(board.legs) < LEGS:
        board.legs[told.new_leg] = BoardLeg(leg.ticket, leg.number, told.new_items)


def returned(board: Board, told: Dispatch) -> None:
    if leg := board.legs.get(told.leg):
        wait_again(board, told.leg, leg)


def wait_again(board: Board, leg_id: str, leg: BoardLeg) -> None:
    """As if it had not been called."""
    leg.state, leg.counter, leg.called_ms = "waiting", None, 0
    board.forget_call(leg_id)


def undone(board: Board, told: Dispatch) -> None:
    """The last press at a counter is taken back, its last move first."""
    for leg_id, action in reversed(list(zip(told.legs, told.how.split("+"), strict=False))):
        leg = board.legs.get(leg_id)
        if action == "pause":
            board.seat(told.counter).state = "free"
        elif leg is not None:
            take_back(board, told.counter, leg_id, leg, action)


def take_back(board: Board, number: int | None, leg_id: str, leg: BoardLeg, action: str) -> None:
    """One move of one leg."""
    if action in ("call", "resume"):
        board.release(leg)
        wait_again(board, leg_id, leg)
        leg.state = "waiting" if action == "call" else "held"
    elif action in ("start", "miss"):
        leg.state = "called"
        sit(board, number, leg_id, "calling")
    elif action in ("finish", "hold", "transfer"):
        leg.state = "serving"
        sit(board, number, leg_id, "serving")
        if action == "transfer" and (new := board.legs.get(leg.next)):
            new.state, leg.next = "cancelled", ""


MOVES: dict[str, Callable[[Board, Dispatch], None]] = {
    "day_opened": day_opened, "day_closed": day_closed,
    "counter_opened": counter_opened, "counter_closed": counter_closed, "counter_paused": counter_paused,
    "counter_resumed": counter_opened, "ticket_taken": ticket_taken, "passed_over": passed_over,
    "visit_begun": visit_begun,
    "called": called, "recalled": recalled, "service_started": service_started,
    "served": left("served"), "missed": left("missed"), "held": left("held"),
    "transferred": transferred, "returned": returned, "abandoned": left("abandoned"), "cancelled": left("cancelled"),
    "undone": undone,
}  # fmt: skip


def folded(told: Iterable[Dispatch]) -> Board:
    """The board of some events, which begin where a day does or before."""
    board = Board()
    for each in told:
        board.add(each)
    return board


def board_shown(board: Board, lines: dict[str, str], most_numbers: int = 60) -> dict[str, Any]:
    """For people, numbers of tickets alone. ``lines``: item -> line; ``most_numbers``: of those who wait for one line."""
    calls = [board.legs[leg_id] for leg_id in board.calls if leg_id in board.legs]
    groups: dict[str, list[BoardLeg]] = {}
    coming = list(board.coming().values())
    for leg in board.waiting().values():
        groups.setdefault(lines.get(leg.items[0], "") if leg.items else "", []).append(leg)
    return {
        "seq": board.seq, "at_ms": board.at_ms, "day": board.day, "open": board.open,
        "counters": [counter_shown(board, number, board.counters[number]) for number in sorted(board.counters)],
        "calls": [
            {"number": leg.number, "counter": leg.counter, "at_ms": leg.called_ms, "state": leg.state} for leg in calls[:CALLS]
        ],
        "waiting": [
            {"line": line, "count": len(group), "items": by_item(group), "numbers": [leg.number for leg in group[:most_numbers]]}
            for line, group in sorted(groups.items())
        ],
        "coming": {
            "count": len(coming), "numbers": [leg.number for leg in coming[:most_numbers]],
            "turned": [{"number": leg.number, "turn_ms": leg.turn_ms} for leg in coming if leg.turn_ms][:most_numbers],
        },
    }  # fmt: skip


def counter_shown(board: Board, number: int, counter: BoardCounter) -> dict[str, Any]:
    leg = board.legs.get(counter.leg)
    return {
        "counter": number, "state": counter.state, "number": leg.number if leg else "", "items": leg.items if leg else (),
    }  # fmt: skip


def by_item(legs: Iterable[BoardLeg]) -> dict[str, int]:
    """Item -> how many wait for it, alone or with others."""
    found: dict[str, int] = {}
    for leg in legs:
        for code in dict.fromkeys(leg.items):
            found[code] = found.get(code, 0) + 1
    return dict(sorted(found.items()))
