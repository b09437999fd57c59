"""What past days have taught a hall: small, plain, and all that the hub itself holds of it.

Made at night by ``learning`` from the journal alone; a hall without lessons forecasts from its present day.
"""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

HOURS = 24
WEEK = 7 * HOURS
"""Cells of a weekly table: Monday's first hour is 0."""

LEAST_DAYS = 3
"""Days below which nothing of the history is used."""

SURE_DAYS = 3.0
"""Days of history that are worth as much as the last hour of today."""


@dataclass(frozen=True, slots=True)
class Coming:
    """Citizens of one kind: the share of all arrivals in each hour of the day that is theirs."""

    items: tuple[str, ...]
    priority: str
    shares: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Usual:
    """The service of one item: its mean in seconds over the last weeks, and of how many services."""

    mean_s: float
    services: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """The factor on one end of the promised range: ``overall``, and beside it those of hours of the day and of items."""

    overall: float = 1.0
    hours: dict[int, float] = field(default_factory=dict)
    items: dict[str, float] = field(default_factory=dict)

    def of(self, hour: int, item: str) -> float:
        """The whole factor for a ticket taken in this hour for this item first."""
        return self.overall * self.hours.get(hour, 1.0) * self.items.get(item, 1.0)


@dataclass(frozen=True, slots=True)
class Boost:
    """``state``: on | off (it errs more than the base) | early (too few days) | missing (scikit-learn is not installed).

    ``error_s``, ``base_error_s``: mean distance of the outcome from P50 on ``days`` last days, each forecast from the days
    before it. ``stretch80``: keeps its 80 % point to its word.
    """

    state: str = "early"
    error_s: float | None = None
    base_error_s: float | None = None
    days: int = 0
    stretch80: float = 1.0


@dataclass(frozen=True, slots=True)
class Lessons:
    """``through``: the last business day that is in it, ISO, or "". ``arrivals``: a day's arrivals in each hour of the
    week. ``slowness``: services of each hour of the week over those that its items lead to expect."""

    through: str = ""
    days: int = 0
    arrivals: tuple[float, ...] = ()
    coming: tuple[Coming, ...] = ()
    usual: dict[str, Usual] = field(default_factory=dict)
    slowness: tuple[float, ...] = ()
    p50: Stretch = field(default_factory=Stretch)
    p80: Stretch = field(default_factory=Stretch)
    boost: Boost = field(default_factory=Boost)

    @property
    def trust(self) -> float:
        """What the history is worth beside the last hour, 0..1."""
        return self.days / (self.days + SURE_DAYS) if self.days >= LEAST_DAYS and self.arrivals else 0.0


NOTHING = Lessons()


def cell_of(at_ms: int, zone: ZoneInfo) -> int:
    """The hour of the week of a moment of hall time, on the wall of the hall."""
    at = datetime.fromtimestamp(at_ms / 1000, zone)
    return at.weekday() * HOURS + at.hour


def minute_of(at_ms: int, zone: ZoneInfo) -> int:
    """Minutes since midnight on the wall of the hall."""
    at = datetime.fromtimestamp(at_ms / 1000, zone)
    return at.hour * 60 + at.minute
