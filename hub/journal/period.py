"""The figures of some business days together: pure folds of ``reports.day_legs``, one for each day and one over them.

``day_figures`` reads the events of one day, once; ``period_report`` adds days up. A day that is over never changes, so its
figures may be kept. Waits, counts and percentiles mean what they mean in ``reports``: a leg's wait ends with its first
call or when it left uncalled, percentiles are nearest-rank, a share of nothing is None.
"""

from collections import Counter as Tally
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from hub.core import events as e
from hub.core.catalogue import HallSetup
from hub.core.events import Recorded
from hub.core.ticket import LegState
from hub.journal.promises import promise_report
from hub.journal.reports import LONG_WAIT_S, ComplaintCount, LegRow, complaint_counts, day_legs, mean, percentile

NO_SHOWS = (LegState.MISSED, LegState.ABANDONED)
LEVELS = (5, 4, 3, 2, 1)
LOW = 2
"""A rating of 2 or 1 asks for a reason."""

Figures = dict[str, Any]
"""Plain JSON values."""


@dataclass(frozen=True, slots=True)
class Stay:
    """What figures need of a leg. ``hour``: of the day, when it began to wait; ``item``: its first one.

    ``first``: the ticket's first leg. ``wait_s``: None while nobody knows. ``counter``: of its last call, or None.
    ``called``: did its wait end with a call? ``p50_s``, ``p80_s``: the wait that was promised, of first legs.
    """

    hour: int
    item: str
    first: bool
    state: LegState
    wait_s: float | None
    service_s: float
    counter: int | None
    score: int | None
    reasons: tuple[str, ...]
    called: bool = False
    p50_s: int | None = None
    p80_s: int | None = None


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One business day. ``worked_s``: counter that was opened -> time given to citizens; ``over``: is the day closed?"""

    day: str
    over: bool
    stays: tuple[Stay, ...]
    worked_s: dict[int, float]
    complaints: dict[int, ComplaintCount]


def day_figures(day: str, events: Sequence[Recorded], timezone: str) -> DayFigures:
    """The figures of one day's events."""
    rows = day_legs(events)
    zone = ZoneInfo(timezone)
    opened = {each.event.counter for each in events if isinstance(each.event, e.CounterOpened)}
    return DayFigures(
        day, any(isinstance(each.event, e.DayClosed) for each in events), tuple(stay_of(row, zone) for row in rows),
        {number: sum(row.worked_ms.get(number, 0) for row in rows) / 1000 for number in sorted(opened)},
        complaint_counts(events),
    )  # fmt: skip


def stay_of(row: LegRow, zone: ZoneInfo) -> Stay:
    hour = datetime.fromtimestamp(row.queued_ms / 1000, UTC).astimezone(zone).hour
    first = row.leg.endswith(".1")
    item = row.items[0] if row.items else ""
    return Stay(
        hour, item, first, row.state, row.wait_s, row.service_ms / 1000, row.counter, row.score, row.reasons,
        row.called_ms is not None, row.p50_s, row.p80_s,
    )  # fmt: skip


def period_report(days: Sequence[DayFigures], setup: HallSetup, first: str, last: str) -> Figures:
    """All figures of the days from ``first`` to ``last``, as JSON values.

    ``{first, last, over, total, days, hours, lines, counters, load_ratio, load_mean_s, ratings, complaints, promises}``. Lines
    and names are the present setup's; items that it no longer has are in the line "".
    """
    stays = [stay for day in days for stay in day.stays]
    lines = {item.code: item.line for item in setup.items}
    counters = counter_rows(days, stays, setup)
    worked = [row["worked_s"] for row in counters]
    return {
        "first": first,
        "last": last,
        "over": all(day.over for day in days),
        "total": {**sums(stays), "service_mean_s": mean([s.service_s for s in stays if s.state == LegState.SERVED])},
        "days": [{"day": day.day, **sums(day.stays)} for day in days],
        "hours": [{"hour": hour, **sums(of)} for hour, of in sorted(grouped(stays, lambda stay: stay.hour).items())],
        "lines": line_rows(grouped(stays, lambda stay: lines.get(stay.item, "")), setup),
        "counters": counters,
        "load_ratio": max(worked) / average if (average := mean(worked)) else None,
        "load_mean_s": average,
        "ratings": ratings(days, stays),
        "complaints": complaint_rows(days),
        "promises": promise_report(stays, setup),
    }


def sums(stays: Iterable[Stay]) -> Figures:
    """Counts and waits of some legs. ``tickets``: those that began here; ``missed``: called and not come, in the end."""
    of = list(stays)
    waits = sorted(stay.wait_s for stay in of if stay.wait_s is not None)
    return {
        "tickets": sum(stay.first for stay in of),
        "served": sum(stay.state == LegState.SERVED for stay in of),
        "missed": sum(stay.state in NO_SHOWS for stay in of),
        "cancelled": sum(stay.state == LegState.CANCELLED for stay in of),
        "wait_p50_s": percentile(waits, 0.50),
        "wait_p90_s": percentile(waits, 0.90),
        "over_15_min": sum(wait > LONG_WAIT_S for wait in waits),
    }


def grouped(stays: Iterable[Stay], key: Callable[[Stay], Any]) -> dict[Any, list[Stay]]:
    groups: dict[Any, list[Stay]] = {}
    for stay in stays:
        groups.setdefault(key(stay), []).append(stay)
    return groups


def line_rows(groups: dict[str, list[Stay]], setup: HallSetup) -> list[Figures]:
    """Each business line of the hall, in its order, and "" where there is something of no present line."""
    rows = [{"line": line.code, "names": line.names, **sums(groups.get(line.code, ()))} for line in setup.lines]
    known = {line.code for line in setup.lines}
    rest = [stay for code, of in groups.items() if code not in known for stay in of]
    return [*rows, {"line": "", "names": {}, **sums(rest)}] if rest else rows


def counter_rows(days: Sequence[DayFigures], stays: Iterable[Stay], setup: HallSetup) -> list[Figures]:
    """Each counter that was open. ``load``: its time with citizens, as a multiple of the mean of all."""
    worked: dict[int, float] = {}
    for number, seconds in (each for day in days for each in day.worked_s.items()):
        worked[number] = worked.get(number, 0.0) + seconds
    groups = grouped(stays, lambda stay: stay.counter)
    average = mean(list(worked.values()))
    rows = []
    for number, seconds in sorted(worked.items()):
        counter, of = setup.counter(number), groups.get(number, [])
        scores = [stay.score for stay in of if stay.score is not None]
        rows.append({
            "counter": number, "names": counter.names if counter else {},
            "served": sum(stay.state == LegState.SERVED for stay in of),
            "missed": sum(stay.state in NO_SHOWS for stay in of),
            "worked_s": seconds, "load": seconds / average if average else None,
            "rated": len(scores), "score_mean": mean(list(map(float, scores))),
        })  # fmt: skip
    return rows


def ratings(days: Sequence[DayFigures], stays: Sequence[Stay]) -> Figures:
    """``levels``: five rows, best first, with their share of all ratings; ``low``: each 2 and 1, with its reasons and
    without a trace of who gave it; ``reasons``: how often each was given."""
    rated = [stay for stay in stays if stay.score is not None]
    served = sum(stay.state == LegState.SERVED for stay in stays)
    counts = Tally(stay.score for stay in rated)
    low = [(day.day, stay) for day in days for stay in day.stays if stay.score is not None and stay.score <= LOW]
    given = Tally(reason for _, stay in low for reason in stay.reasons)
    return {
        "rated": len(rated),
        "rated_share": len(rated) / served if served else None,
        "score_mean": mean([float(stay.score or 0) for stay in rated]),
        "levels": [
            {"score": level, "count": counts[level], "share": counts[level] / len(rated) if rated else None}
            for level in LEVELS
        ],
        "low": [
            {"day": day, "counter": stay.counter, "score": stay.score, "reasons": list(stay.reasons)}
            for day, stay in low
        ],
        "reasons": [{"reason": reason, "count": count} for reason, count in sorted(given.items())],
    }


def complaint_rows(days: Iterable[DayFigures]) -> list[Figures]:
    """Counter -> what became of its complaints within the days; a counter without any is left out."""
    made: Tally[int] = Tally()
    answered: Tally[int] = Tally()
    for day in days:
        for number, count in day.complaints.items():
            made[number] += count.made
            answered[number] += count.answered
    return [
        {"counter": number, "made": made[number], "answered": answered[number]} for number in sorted(made | answered)
    ]
