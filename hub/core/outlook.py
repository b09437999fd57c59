"""What a forecast has found out about a moment of the hall: soft knowledge, made beside the work and never stored.

Nothing decides by it who is called. A hall without outlooks, or with old ones, promises by formula (``forecast``).
"""

from dataclasses import dataclass, field

STRETCH_FROM_S = 120.0
"""Added to a wait before it is stretched and taken off after: of a wait of seconds a factor says nothing."""

FRESH_MS = 60_000
"""An outlook older than this many ms of hall time is not used."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """Seconds from its moment on; None: no counter will call. ``served``: chance in 0..1 of a call before closing, or
    None where nobody knows when that is. ``ahead``: how many could be called before by the same counters.

    ``stretch50``, ``stretch80``: what earlier days taught of such promises (``stretched``); the range here is without it.
    """

    p50_s: float | None
    p80_s: float | None
    served: float | None = None
    ahead: int = 0
    stretch50: float = 1.0
    stretch80: float = 1.0


@dataclass(frozen=True, slots=True)
class Outlooks:
    """``legs`` by id; ``asked`` by ``ticket_kind``: of tickets that might be taken. ``seq``, ``at_ms``: of which state."""

    seq: int = 0
    at_ms: int = 0
    legs: dict[str, Outlook] = field(default_factory=dict)
    asked: dict[str, Outlook] = field(default_factory=dict)

    def fresh(self, now_ms: int) -> bool:
        """May it still be told at this moment?"""
        return bool(self.seq) and now_ms - self.at_ms <= FRESH_MS


def ticket_kind(items: tuple[str, ...], priority: str) -> str:
    """The key of a ticket that might be taken."""
    return f"{priority}:{'+'.join(items)}"


def stretched(wait_s: float, factor: float) -> float:
    """A promised wait in seconds, corrected by a factor of ``Outlook``; no wait at all stays none."""
    if factor == 1.0 or wait_s <= 0:
        return wait_s
    return max((wait_s + STRETCH_FROM_S) * factor - STRETCH_FROM_S, 0.0)


def stretch_of(told_s: float, base_s: float) -> float:
    """The factor with which ``stretched`` makes ``told_s`` of ``base_s``."""
    return (told_s + STRETCH_FROM_S) / (base_s + STRETCH_FROM_S)
