"""How much is measured: enough for the percentile asked for, and little enough for four minutes."""

from dataclasses import dataclass

QUEUE = 40
"""Who wait while something is measured: twenty counters on a peak day. What each ticket costs grows with the queue."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Sizes of one run. ``rush_s``: length of each rush. ``pause_s``: between two presses, least and most."""

    counters: int = 20
    rounds: int = 500
    issues: int = 400
    rate_issues: int = 1600
    presses_20: int = 250
    presses_200: int = 120
    pause_s: tuple[float, float] = (0.06, 0.14)
    rush_s: float = 20.0
    visits: int = 2000
    seed: int = 1


FULL = Plan()

TINY = Plan(
    counters=2, rounds=5, issues=6, rate_issues=16, presses_20=3, presses_200=3, pause_s=(0.0, 0.0), rush_s=0.5, visits=12
)  # fmt: skip
"""Every path once, for a test."""
