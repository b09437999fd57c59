"""The time of a decision, passed in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Moment:
    """``at_ms``: hall time, never behind the last event. ``clock_ok``: is the wall clock known to be right."""

    at_ms: int
    clock_ok: bool = True
