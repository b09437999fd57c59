"""A business day as a table of legs, and its sums: read from events alone, not from the state of the hall.

A wait lasts from the moment a leg begins to wait to its first call. Whoever left uncalled has waited until then:
without those, a bad day would look good. Nearest-rank percentiles, so that every figure is a wait that somebody had.
"""

import math
from collections import Counter as Tally
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from hub.core import events as e
from hub.core.commands import Outcome
from hub.core.events import Recorded
from hub.core.ticket import LegState, step

LONG_WAIT_S = 15 * 60
"""What the bureaus count as a long wait."""


@dataclass(slots=True)
class LegRow:
    """One stay of a ticket at one counter. Times are hall time in ms; ``worked_ms``: counter -> time given to it.

    ``called_ms``: its first call, None before it. ``p50_s``, ``p80_s``: the wait that was promised (first legs only).
    ``come``: has its citizen been in the hall? Nobody waits there before.
    """

    leg: str
    number: str
    items: tuple[str, ...]
    queued_ms: int
    state: LegState = LegState.WAITING
    p50_s: int | None = None
    p80_s: int | None = None
    counter: int | None = None
    clerk: str = ""
    called_ms: int | None = None
    at_counter_ms: int = 0
    started_ms: int = 0
    ended_ms: int = 0
    service_ms: int = 0
    worked_ms: dict[int, int] = field(default_factory=dict)
    outcomes: tuple[Outcome, ...] = ()
    score: int | None = None
    reasons: tuple[str, ...] = ()
    come: bool = True

    @property
    def wait_s(self) -> float | None:
        """Seconds until the first call, or until the citizen left; None while nobody knows, and who never came."""
        if not self.come:
            return None
        until_ms = self.called_ms if self.called_ms is not None else self.ended_ms
        return (until_ms - self.queued_ms) / 1000 if until_ms else None


Rows = dict[str, LegRow]


def day_legs(day: Iterable[Recorded]) -> list[LegRow]:
    """The legs of a day's events, in the order in which they began."""
    rows: Rows = {}
    for recorded in day:
        fold = FOLDS.get(type(recorded.event))
        if fold is not None:
            fold(rows, recorded.at_ms, recorded.event)
    return list(rows.values())


def taken(rows: Rows, at_ms: int, event: e.TicketTaken) -> None:
    leg = f"{event.ticket}.1"
    rows[leg] = LegRow(leg, event.number, event.items, event.since_ms(at_ms), p50_s=event.p50_s, p80_s=event.p80_s)
    if event.afar:
        rows[leg].state, rows[leg].come = LegState.AFAR, False


def visit_begun(rows: Rows, at_ms: int, event: e.VisitBegun) -> None:
    """Who came from afar waits in the hall from now on; the promise was made to somebody at home."""
    row = rows[event.leg]
    row.state = step(row.state, "come")
    row.queued_ms, row.come, row.p50_s, row.p80_s = at_ms, True, None, None


def called(rows: Rows, at_ms: int, event: e.Called) -> None:
    row = rows[event.leg]
    row.state = step(row.state, "call")
    row.counter, row.clerk, row.at_counter_ms, row.started_ms = event.counter, event.clerk, at_ms, 0
    if row.called_ms is None:
        row.called_ms = at_ms


def started(rows: Rows, at_ms: int, event: e.ServiceStarted) -> None:
    row = rows[event.leg]
    row.state = step(row.state, "start")
    row.started_ms = event.started_ms


def leaves(action: str) -> Callable[[Rows, int, Any], None]:
    """The leg ends its stay, or leaves the queue."""

    def fold(rows: Rows, at_ms: int, event: Any) -> None:
        row = rows[event.leg]
        worked = row.state in (LegState.CALLED, LegState.SERVING)
        row.state = step(row.state, action)
        row.ended_ms = at_ms
        if worked:
            book(row, 1)
        if action == "finish":
            row.outcomes = event.outcomes

    return fold


def book(row: LegRow, sign: int) -> None:
    """Add the stay that has ended (or, with -1, take it off again)."""
    counter = row.counter or 0
    row.worked_ms[counter] = row.worked_ms.get(counter, 0) + sign * (row.ended_ms - row.at_counter_ms)
    if row.started_ms:
        row.service_ms += sign * max(row.ended_ms - row.started_ms, 0)


def transferred(rows: Rows, at_ms: int, event: e.Transferred) -> None:
    leaves("transfer")(rows, at_ms, event)
    rows[event.new_leg] = LegRow(event.new_leg, rows[event.leg].number, event.items, at_ms)


def returned(rows: Rows, at_ms: int, event: e.Returned) -> None:
    row = rows[event.leg]
    row.state = step(row.state, "return")
    row.queued_ms, row.called_ms, row.counter = at_ms, None, None


def rated(rows: Rows, at_ms: int, event: e.Rated) -> None:
    rows[event.leg].score, rows[event.leg].reasons = event.score, event.reasons


def undone(rows: Rows, at_ms: int, event: e.Undone) -> None:
    for leg, action in reversed(event.moves):
        if action != "pause":
            take_back(rows, rows[leg], action)


def take_back(rows: Rows, row: LegRow, action: str) -> None:
    row.state = step(row.state, f"undo_{action}")
    if action == "start":
        row.started_ms = 0
    elif action in ("call", "resume"):
        if row.state == LegState.WAITING:
            row.called_ms = row.counter = None
    else:
        book(row, -1)
        row.ended_ms = 0
        row.outcomes = ()
        if action == "transfer":
            opened = [other for other in rows.values() if other.number == row.number][-1]
            opened.state = step(opened.state, "undo_transfer")


FOLDS: dict[type, Callable[[Rows, int, Any], None]] = {
    e.TicketTaken: taken,
    e.VisitBegun: visit_begun,
    e.Called: called,
    e.ServiceStarted: started,
    e.Served: leaves("finish"),
    e.Missed: leaves("miss"),
    e.Held: leaves("hold"),
    e.Cancelled: leaves("cancel"),
    e.Abandoned: leaves("abandon"),
    e.Transferred: transferred,
    e.Returned: returned,
    e.Rated: rated,
    e.Undone: undone,
}


@dataclass(frozen=True, slots=True)
class ComplaintCount:
    """How many were made of a counter on the day, and how many answered, be they of that day or an earlier one."""

    made: int
    answered: int


@dataclass(frozen=True, slots=True)
class DayReport:
    """The sums of a day. Ratios and percentiles are None where there is nothing to divide."""

    tickets: int
    served: int
    missed: int
    cancelled: int
    wait_p50_s: float | None
    wait_p95_s: float | None
    over_15_min: int
    service_mean_s: float | None
    load_ratio: float | None
    worked_s: dict[int, float]
    ratings: dict[int, int]
    complaints: dict[int, ComplaintCount]
    forecast_mae_s: float | None
    forecast_p80_coverage: float | None


def day_report(day: Sequence[Recorded]) -> DayReport:
    """The sums of one day's events."""
    rows = day_legs(day)
    states = Tally(row.state for row in rows)
    waits = sorted(row.wait_s for row in rows if row.wait_s is not None)
    services = [row.service_ms / 1000 for row in rows if row.state == LegState.SERVED]
    opened = {recorded.event.counter for recorded in day if isinstance(recorded.event, e.CounterOpened)}
    worked = {number: sum(row.worked_ms.get(number, 0) for row in rows) / 1000 for number in sorted(opened)}
    promised = [row for row in rows if row.called_ms is not None and row.p50_s is not None and row.p80_s is not None]
    return DayReport(
        tickets=len({row.number for row in rows}),
        served=states[LegState.SERVED],
        missed=states[LegState.MISSED] + states[LegState.ABANDONED],
        cancelled=states[LegState.CANCELLED],
        wait_p50_s=percentile(waits, 0.50),
        wait_p95_s=percentile(waits, 0.95),
        over_15_min=sum(wait > LONG_WAIT_S for wait in waits),
        service_mean_s=mean(services),
        load_ratio=max(worked.values()) / least if worked and (least := min(worked.values())) > 0 else None,
        worked_s=worked,
        ratings=dict(sorted(Tally(row.score for row in rows if row.score is not None).items())),
        complaints=complaint_counts(day),
        forecast_mae_s=mean([abs((row.wait_s or 0) - (row.p50_s or 0)) for row in promised]),
        forecast_p80_coverage=mean([float((row.wait_s or 0) <= (row.p80_s or 0)) for row in promised]),
    )


def complaint_counts(day: Iterable[Recorded]) -> dict[int, ComplaintCount]:
    """Counter -> what became of its complaints on the day; a counter without any is left out."""
    made: Tally[int] = Tally()
    answered: Tally[int] = Tally()
    for recorded in day:
        if isinstance(recorded.event, e.ComplaintMade):
            made[recorded.event.counter] += 1
        elif isinstance(recorded.event, e.ComplaintAnswered):
            answered[recorded.event.counter] += 1
    return {number: ComplaintCount(made[number], answered[number]) for number in sorted(made | answered)}


def percentile(ordered: Sequence[float], share: float) -> float | None:
    """The value that this share of the sorted ones does not exceed (nearest rank)."""
    return ordered[max(math.ceil(share * len(ordered)) - 1, 0)] if ordered else None


def mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
