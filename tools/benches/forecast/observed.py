"""What is forecast: at each snapshot of a queue with somebody waiting, the time until its last waiting ticket is called.

People who were never called are not left out. One who was passed over counts until the first call of somebody who came
later: the turn had come. One behind whom nobody was called has waited at least until the queue's last call of that day,
and so has whoever the display counted beyond the last ticket that was ever called: the wait is known from below only
(``at_least``). Where even that is nothing, after the last call, nobody can say, and the moment is counted as undecided.
"""

import datetime
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hub.forecasting.features import Shown, features
from hub.forecasting.history import History
from hub.forecasting.queue_day import Minutes, QueueDay, outcomes
from tools.benches.forecast.records import QueueKey, Records, Ticket

STEP_MIN = 5.0
"""Between two moments where no display was looked at."""


@dataclass(frozen=True, slots=True)
class Observed:
    """One day of all offices: features by name, outcomes in minutes. ``undecided``: moments that say nothing."""

    date: str
    rows: dict[str, Minutes]
    waits: Minutes
    at_least: NDArray[np.bool_]
    undecided: int


def queue_days(records: Records, date: str) -> dict[tuple[str, str], QueueDay]:
    """The queues of one date, by office and queue."""
    weekday = datetime.date.fromisoformat(date).weekday()
    return {
        (office, queue): queue_day(office, queue, weekday, tickets)
        for (office, day, queue), tickets in sorted(records.tickets.items())
        if day == date
    }


def queue_day(office: str, queue: str, weekday: int, tickets: list[Ticket]) -> QueueDay:
    """One queue; a ticket that was passed over leaves the line with the first call of a later one."""
    called = np.array([each.called_min for each in tickets])
    later = np.minimum.accumulate(np.append(called[1:], np.inf)[::-1])[::-1]
    issued = np.array([each.issued_min for each in tickets])
    turn = np.where(np.isfinite(called), called, np.maximum(later, issued))
    return QueueDay(office, queue, weekday, issued, turn)


def observe(records: Records, date: str, days: dict[tuple[str, str], QueueDay], history: History) -> Observed:
    """All moments of one date, with what the history of the days before says of them."""
    parts, waits, at_least, undecided = [], [], [], 0
    for (office, queue), day in days.items():
        others = [each for (place, _), each in days.items() if place == office]
        at, shown, lost = moments(records, (office, date, queue), day, others)
        came = outcomes(day, at, float(day.calls[-1]) if day.calls.size else 0.0)
        minutes = np.where(lost & ~np.isnan(came.minutes), np.maximum(last_call(day) - at, 0.0), came.minutes)
        unsure = came.at_least | lost
        gone = np.isnan(minutes) | (unsure & (minutes <= 0))
        undecided += int((gone & (unsure | (shown.waiting > 0))).sum())
        if not gone.all():
            rows = features(day, others, at, shown, history)
            parts.append({name: values[~gone] for name, values in rows.items()})
            waits.append(minutes[~gone])
            at_least.append(unsure[~gone])
    names = parts[0] if parts else {}
    rows = {name: np.concatenate([part[name] for part in parts]) for name in names}
    nothing = [np.empty(0)]
    return Observed(
        date, rows, np.concatenate(waits or nothing), np.concatenate(at_least or nothing).astype(bool), undecided
    )


def last_call(day: QueueDay) -> float:
    return float(day.calls[-1]) if day.calls.size else 0.0


def moments(
    records: Records, key: QueueKey, day: QueueDay, others: list[QueueDay]
) -> tuple[Minutes, Shown, NDArray[np.bool_]]:
    """When the queue is looked at, what its display told, and whether its last in line was never called."""
    office, date, _ = key
    if (office, date) not in records.moments:
        at = np.arange(min(each.issued[0] for each in others) // STEP_MIN * STEP_MIN, 1440.0, STEP_MIN)
        at = at[day.ahead(at) > 0]
        return at, Shown.nothing(at.size), np.zeros(at.size, bool)
    told = sorted(records.snapshots.get(key, []), key=lambda each: each.minute)
    at = np.array([each.minute for each in told])
    shown = Shown(
        np.array([each.waiting for each in told]),
        np.array([each.open_counters for each in told]),
        np.array([each.published_min for each in told]),
    )
    highest = max(each.number for each in records.tickets[key])
    lost = np.array([each.last_called > 0 and each.last_called + each.waiting > highest > 0 for each in told], bool)
    return at, shown, lost & (shown.waiting > day.ahead(at))
