"""What a day came to, read from its journal alone: waits, load, kept promises, lost and doubled tickets."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from hub.core import events as e
from hub.core.audit import Evidence, audit
from hub.core.events import Recorded

LONG_WAIT_S = 15 * 60


@dataclass(slots=True)
class Visit:
    """One ticket's way through the day; times are hall time in ms, 0 where it did not happen."""

    number: str
    taken_ms: int
    p50_s: int | None
    p80_s: int | None
    called_ms: int = 0
    ended_ms: int = 0
    end: str = ""
    score: int = 0
    serial: int = 0
    lease: str = ""


@dataclass(slots=True)
class DayRecord:
    """The visits of a day, and what its counters did. ``worked_ms``: calling and serving, by counter."""

    visits: dict[str, Visit] = field(default_factory=dict)
    worked_ms: dict[int, int] = field(default_factory=dict)
    opened: set[int] = field(default_factory=set)
    since_ms: dict[str, int] = field(default_factory=dict)


def read_record(journal: Sequence[Recorded]) -> DayRecord:
    """Fold a day's events; undone moves are taken back by the events that follow them."""
    record = DayRecord()
    for recorded in journal:
        match recorded.event:
            case e.TicketTaken() as taken:
                visit = Visit(
                    taken.number, taken.since_ms(recorded.at_ms), taken.p50_s, taken.p80_s, serial=taken.serial,
                    lease=taken.lease,
                )  # fmt: skip
                record.visits[taken.ticket] = visit
            case e.CounterOpened() as opened:
                record.opened.add(opened.counter)
            case e.Called() as called:
                visit = record.visits[ticket_id(called.leg)]
                visit.called_ms = visit.called_ms or recorded.at_ms
                record.since_ms[called.leg] = recorded.at_ms
            case e.Rated() as rated:
                record.visits[ticket_id(rated.leg)].score = rated.score
            case e.Served() | e.Missed() | e.Held() | e.Transferred() | e.Cancelled() | e.Abandoned() as ended:
                end_leg(record, recorded, ended)
            case _:
                pass
    return record


def end_leg(
    record: DayRecord,
    recorded: Recorded,
    ended: e.Served | e.Missed | e.Held | e.Transferred | e.Cancelled | e.Abandoned,
) -> None:
    visit = record.visits[ticket_id(ended.leg)]
    visit.end, visit.ended_ms = e.type_name(ended), recorded.at_ms
    counter = getattr(ended, "counter", None)
    if counter is not None:
        spent_ms = recorded.at_ms - record.since_ms[ended.leg]
        record.worked_ms[counter] = record.worked_ms.get(counter, 0) + spent_ms


def ticket_id(leg: str) -> str:
    return leg.rsplit(".", 1)[0]


def figures(
    journal: Sequence[Recorded], evidence: Evidence, asked: int, recorded_wait_s: Sequence[float] = ()
) -> dict[str, float | int | None]:
    """The report's numbers. ``asked``: tickets that citizens asked for; one that came to nothing counts as lost."""
    record = read_record(journal)
    waits_s = sorted((v.called_ms - v.taken_ms) / 1000 for v in record.visits.values() if v.called_ms)
    ends = [visit.end for visit in record.visits.values()]
    faults = audit(journal, evidence)
    return {
        "tickets": len(record.visits),
        "served": ends.count("served"),
        "missed": ends.count("missed") + ends.count("abandoned"),
        "lost": lost(record, evidence, asked),
        "duplicated": sum("twice" in fault or "at counter" in fault for fault in faults),
        "faults": len(faults),
        **issued_offline(record),
        "wait_p50_s": round(quantile(waits_s, 0.5), 1),
        "wait_p95_s": round(quantile(waits_s, 0.95), 1),
        "over_15_min": sum(wait_s > LONG_WAIT_S for wait_s in waits_s),
        "load_ratio": load_ratio(record),
        **promises(record),
        "recorded_wait_p50_s": round(quantile(sorted(recorded_wait_s), 0.5), 1) if recorded_wait_s else None,
        "rated": sum(visit.score > 0 for visit in record.visits.values()),
    }


def lost(record: DayRecord, evidence: Evidence, asked: int) -> int:
    """Asked for and not in the journal, on paper and not in the journal, or never ended."""
    known = {visit.number for visit in record.visits.values()}
    on_paper = sum(number not in known for _, number in evidence.papers)
    unended = sum(visit.end in ("", "transferred", "held") for visit in record.visits.values())
    taken = sum(visit.end != "cancelled" for visit in record.visits.values())
    return max(asked - taken, 0) + on_paper + unended


def issued_offline(record: DayRecord) -> dict[str, float | int | None]:
    """Tickets that dispensers issued by themselves, and those that stand before a lower number of the same lease."""
    leases: dict[str, list[Visit]] = {}
    for visit in sorted(record.visits.values(), key=lambda visit: visit.serial):
        if visit.lease:
            leases.setdefault(visit.lease, []).append(visit)
    turned = sum(b.taken_ms < a.taken_ms for visits in leases.values() for a, b in pairwise(visits))
    return {"offline": sum(map(len, leases.values())), "offline_out_of_order": turned}


def load_ratio(record: DayRecord) -> float | None:
    """Work of the busiest counter over that of the least busy one; None where one did nothing."""
    worked = [record.worked_ms.get(counter, 0) for counter in record.opened]
    least_ms = min(worked, default=0)
    return round(max(worked) / least_ms, 3) if least_ms else None


def promises(record: DayRecord) -> dict[str, float | int | None]:
    """How the promised waits were kept: mean absolute error of P50, share of waits within P80."""
    kept = [((v.called_ms - v.taken_ms) / 1000, v.p50_s, v.p80_s) for v in record.visits.values()
            if v.called_ms and v.p50_s is not None and v.p80_s is not None]  # fmt: skip
    if not kept:
        return {"forecast_mae_s": None, "forecast_p80_coverage": None}
    error_s = sum(abs(wait_s - p50_s) for wait_s, p50_s, _ in kept) / len(kept)
    covered = sum(wait_s <= p80_s for wait_s, _, p80_s in kept) / len(kept)
    return {"forecast_mae_s": round(error_s, 1), "forecast_p80_coverage": round(covered, 3)}


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value at this share of an ordered sequence; 0 of an empty one."""
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0.0
