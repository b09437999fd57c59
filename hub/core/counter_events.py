"""What has happened to counters. ``hub.core.events`` stores these with all others."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CounterOpened:
    counter: int
    clerk: str


@dataclass(frozen=True, slots=True)
class CounterClosed:
    counter: int


@dataclass(frozen=True, slots=True)
class PauseAsked:
    """The counter will pause once its citizen is finished."""

    counter: int
    reason: str


@dataclass(frozen=True, slots=True)
class CounterPaused:
    counter: int
    reason: str


@dataclass(frozen=True, slots=True)
class CounterResumed:
    counter: int


@dataclass(frozen=True, slots=True)
class HelpAsked:
    counter: int


@dataclass(frozen=True, slots=True)
class HelpAnswered:
    counter: int
