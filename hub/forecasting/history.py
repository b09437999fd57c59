"""How fast a queue was called on the days before: by queue, weekday and part of the day.

Only minutes in which somebody waited count, since a queue with nobody in it says nothing of its pace. A part of the day
that was seen little is drawn to what is known less precisely: weekday -> every day -> the whole queue -> its office ->
everywhere.
"""

from dataclasses import dataclass, field

import numpy as np

from hub.forecasting.queue_day import MINUTES_A_DAY, Minutes, QueueDay

PART_MIN = 30
PARTS = MINUTES_A_DAY // PART_MIN
PRIOR_BUSY_MIN = 30.0
"""How many busy minutes the less precise figure is worth."""

FORGET = 0.93
"""What yesterday counts beside today: rosters change."""

FIRST_RATE = 0.1
"""Calls a minute before anything was seen: one every ten minutes."""

SLOWEST_RATE = 1 / 240
"""Calls a minute that a queue with somebody in it is never below: a walk through the night has to end."""


@dataclass(slots=True)
class Seen:
    """Calls and busy minutes by part of the day, 0: every day, 1 to 7: Monday to Sunday. ``last_call``: by weekday."""

    calls: Minutes = field(default_factory=lambda: np.zeros((8, PARTS)))
    busy: Minutes = field(default_factory=lambda: np.zeros((8, PARTS)))
    ends: list[tuple[int, float]] = field(default_factory=list)
    days: int = 0

    def learn(self, day: QueueDay) -> None:
        """Take in a whole day."""
        calls = np.histogram(day.calls, PARTS, (0, MINUTES_A_DAY))[0]
        busy = day.busy().reshape(PARTS, PART_MIN).sum(axis=1)
        for row in (0, 1 + day.weekday):
            self.calls[row] = FORGET * self.calls[row] + calls
            self.busy[row] = FORGET * self.busy[row] + busy
        self.days += 1
        if day.calls.size:
            self.ends.append((day.weekday, float(day.calls[-1])))

    def rates(self, weekday: int, prior: float) -> Minutes:
        """Calls a busy minute in each part of the day, drawn to ``prior`` where little was seen."""
        whole = drawn(self.calls[0].sum(), self.busy[0].sum(), prior)
        every = drawn(self.calls[0], self.busy[0], whole)
        return np.maximum(drawn(self.calls[1 + weekday], self.busy[1 + weekday], every), SLOWEST_RATE)

    def end_min(self, weekday: int) -> float:
        """When the last call came on the last such weekdays, else on the last days; nan: never seen."""
        same = [minute for seen, minute in self.ends if seen == weekday][-3:]
        ends = same or [minute for _, minute in self.ends][-5:]
        return float(np.median(ends)) if ends else float("nan")


def drawn(calls: Minutes | float, busy: Minutes | float, prior: Minutes | float) -> Minutes:
    """Calls a busy minute, with ``PRIOR_BUSY_MIN`` minutes at the prior rate."""
    return np.asarray((calls + PRIOR_BUSY_MIN * prior) / (busy + PRIOR_BUSY_MIN))


@dataclass(slots=True)
class History:
    """Everything seen, by (office, queue); by office under (office, ""); of all offices under ("", "")."""

    seen: dict[tuple[str, str], Seen] = field(default_factory=dict)

    def learn(self, day: QueueDay) -> None:
        """Take in a whole day of one queue."""
        for key in (day.key, (day.office, ""), ("", "")):
            self.seen.setdefault(key, Seen()).learn(day)

    def of(self, key: tuple[str, str]) -> Seen:
        """What was seen of a queue; nothing yet, of an unknown one."""
        return self.seen.get(key) or Seen()

    def overall(self, key: tuple[str, str]) -> float:
        """Calls a busy minute of the whole queue."""
        prior = FIRST_RATE
        for known in dict.fromkeys((("", ""), (key[0], ""), key)):
            seen = self.of(known)
            prior = float(drawn(seen.calls[0].sum(), seen.busy[0].sum(), prior))
        return prior

    def rates(self, key: tuple[str, str], weekday: int) -> Minutes:
        """Calls a busy minute in each part of the day."""
        return self.of(key).rates(weekday, self.overall((key[0], "")))

    def capacity(self, key: tuple[str, str], weekday: int) -> Minutes:
        """How many could have been called from midnight until each minute of two days, at the pace of the days before."""
        rate = np.repeat(self.rates(key, weekday), PART_MIN)
        return np.concatenate([[0.0], np.cumsum(np.concatenate([rate, rate]))])


def until_called(capacity: Minutes, at: Minutes, ahead: Minutes) -> Minutes:
    """Minutes from each moment until ``ahead`` tickets are called, walking through the day at its pace."""
    grid = np.arange(capacity.size, dtype=np.float64)
    target = np.interp(at, grid, capacity) + ahead
    return np.asarray(np.interp(target, capacity, grid) - at)
