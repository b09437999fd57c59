"""The night's work without NumPy: lessons from the facts of the last weeks. The same facts give the same lessons.

Lessons of a day are made of the days before it and of nothing else.
"""

from collections.abc import Sequence

from hub.forecasting.facts import DayFacts
from hub.forecasting.lessons import Boost, Lessons
from hub.forecasting.recalibration import stretches_of
from hub.forecasting.weekly import arrivals_of, coming_of, slowness_of, usual_of

KEPT_DAYS = 28
"""Business days that are learned from: each weekday at least four times."""


def lessons_of(days: Sequence[DayFacts], boost: Boost | None = None) -> Lessons:
    """What the last ``KEPT_DAYS`` of these days teach. ``days``: oldest first."""
    known = days[-KEPT_DAYS:]
    if not known:
        return Lessons()
    usual = usual_of(known)
    p50, p80 = stretches_of(known)
    return Lessons(
        known[-1].day, len(known), arrivals_of(known), coming_of(known), usual, slowness_of(known, usual), p50, p80,
        boost or Boost(),
    )  # fmt: skip
