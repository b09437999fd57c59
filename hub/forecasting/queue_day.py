"""One queue on one day: who came when and who was called when, all in minutes since midnight.

Whatever is asked "at" a moment is answered from tickets issued and called up to it. Only ``outcomes`` knows what came
afterwards, and no feature reads it.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Minutes = NDArray[np.float64]
"""An array of minutes; nan where there is nothing to say."""

MINUTES_A_DAY = 1440


@dataclass(frozen=True, slots=True)
class QueueDay:
    """Tickets in the order of their issue. ``called``: inf where never called. ``weekday``: 0 is Monday."""

    office: str
    queue: str
    weekday: int
    issued: Minutes
    called: Minutes
    calls: Minutes = field(init=False)
    waits: Minutes = field(init=False)

    def __post_init__(self) -> None:
        if self.issued.shape != self.called.shape or bool(np.any(np.diff(self.issued) < 0)):
            raise ValueError(f"{self.office}, queue {self.queue}: tickets are not in the order of their issue")
        order = np.argsort(self.called, kind="stable")
        order = order[np.isfinite(self.called[order])]
        object.__setattr__(self, "calls", self.called[order])
        object.__setattr__(self, "waits", (self.called - self.issued)[order])

    @property
    def key(self) -> tuple[str, str]:
        """Office and queue: what the history is kept by."""
        return self.office, self.queue

    def until(self, minute: float) -> "QueueDay":
        """The day as it was known at a moment: later tickets are gone, later calls have not happened."""
        known = self.issued <= minute
        called = np.where(self.called <= minute, self.called, np.inf)
        return QueueDay(self.office, self.queue, self.weekday, self.issued[known], called[known])

    def waiting(self, at: Minutes) -> NDArray[np.bool_]:
        """A row for each moment, a column for each ticket: is it waiting?"""
        return (self.issued[None, :] <= at[:, None]) & (self.called[None, :] > at[:, None])

    def ahead(self, at: Minutes) -> Minutes:
        """How many are waiting at each moment."""
        issued = np.searchsorted(self.issued, at, side="right")
        return (issued - np.searchsorted(self.calls, at, side="right")).astype(np.float64)

    def issued_in(self, at: Minutes, last_min: float) -> Minutes:
        """Tickets issued in the last minutes before each moment, that moment included."""
        return counted(self.issued, at, last_min)

    def called_in(self, at: Minutes, last_min: float) -> Minutes:
        """Calls in the last minutes before each moment, that moment included."""
        return counted(self.calls, at, last_min)

    def busy(self) -> Minutes:
        """For each minute of the day the share of it in which somebody waited."""
        steps = np.zeros(MINUTES_A_DAY + 1)
        count = np.zeros(MINUTES_A_DAY + 1)
        ends = np.concatenate([self.issued, self.calls])
        signs = np.concatenate([np.ones(self.issued.size), -np.ones(self.calls.size)])
        np.add.at(count, np.clip(np.ceil(ends), 0, MINUTES_A_DAY).astype(int), signs)
        np.add.at(steps, np.clip(np.floor(self.calls), 0, MINUTES_A_DAY).astype(int), 1.0)
        waiting = np.cumsum(count)[:-1] > 0
        return np.maximum(waiting, steps[:-1] > 0).astype(np.float64)


def counted(moments: Minutes, at: Minutes, last_min: float) -> Minutes:
    """How many of the sorted moments lie in the ``last_min`` minutes up to each ``at``."""
    until = np.searchsorted(moments, at, side="right")
    return (until - np.searchsorted(moments, at - last_min, side="right")).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What came of the last waiting ticket at each moment. ``at_least``: never called, its wait was at least this."""

    minutes: Minutes
    at_least: NDArray[np.bool_]


def outcomes(day: QueueDay, at: Minutes, ended_min: float) -> Outcomes:
    """Minutes from each moment until its last waiting ticket is called, or until the day's records end; nan: nobody waits."""
    waiting = day.waiting(at)
    if not day.issued.size:
        return Outcomes(np.full(at.size, np.nan), np.zeros(at.size, bool))
    last = day.issued.size - 1 - np.argmax(waiting[:, ::-1], axis=1)
    called = day.called[last]
    at_least = ~np.isfinite(called)
    minutes = np.where(at_least, max(ended_min, 0.0), called) - at
    return Outcomes(np.where(waiting.any(axis=1), np.maximum(minutes, 0.0), np.nan), at_least)
