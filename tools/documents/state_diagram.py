"""The diagrams of leg and counter states, drawn from the very tables that move them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from hub.core.counter import COUNTER_MOVES, CounterState
from hub.core.ticket import MOVES, OVER, LegState

State = TypeVar("State", bound=StrEnum)
Moves = Mapping[tuple[State, str], State]

TAKES_BACK = ("undo_", "take_back_")
"""Rows that take back a slip would cross every line of the picture; they are listed below it."""


def state_diagram_markdown() -> str:
    """Two Mermaid diagrams, each with the rows that take back a slip."""
    legs = diagram(MOVES, [LegState.WAITING, LegState.AFAR], sorted(OVER))
    counters = diagram(COUNTER_MOVES, [CounterState.CLOSED], [])
    return f"A leg:\n\n{legs}\n\n{taken_back(MOVES)}\n\nA counter:\n\n{counters}\n\n{taken_back(COUNTER_MOVES)}"


def diagram(moves: Moves[State], first: list[State], over: list[State]) -> str:
    """A Mermaid state diagram; moves between the same two states share an arrow."""
    arrows: dict[tuple[State, State], list[str]] = {}
    for (state, action), following in moves.items():
        if not action.startswith(TAKES_BACK):
            arrows.setdefault((state, following), []).append(action)
    lines = [f"    {a} --> {b}: {' / '.join(actions)}" for (a, b), actions in arrows.items()]
    lines = [*(f"    [*] --> {state}" for state in first), *lines, *(f"    {state} --> [*]" for state in over)]
    return "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```"])


def taken_back(moves: Moves[State]) -> str:
    """The rows that take back a slip, as one sentence."""
    rows = [f"{a} → {b} (`{action}`)" for (a, action), b in moves.items() if action.startswith(TAKES_BACK)]
    return f"Taken back within seconds: {', '.join(rows)}."
