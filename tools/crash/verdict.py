"""Audit of a journal after a crash: nothing that was told is lost, nothing is there twice, the chain is whole."""

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from hub.core.audit import audit
from hub.core.events import Recorded, TicketTaken
from hub.journal.chain import ChainBroken, Head, rows_after, verify_chain
from hub.journal.codec import Unreadable, to_recorded
from hub.journal.connection import connect_reader, page_fault
from tools.crash.sabotage import FORGOTTEN
from tools.crash.world import World


@dataclass(slots=True)
class Verdict:
    """What was found so far; each finding once."""

    lost: set[str] = field(default_factory=set)
    duplicated: set[str] = field(default_factory=set)
    corrupt: set[str] = field(default_factory=set)

    @property
    def clean(self) -> bool:
        """Nothing was found."""
        return not (self.lost or self.duplicated or self.corrupt)


class Killing(Protocol):
    """A series of kills, so far."""

    verdict: Verdict
    injected: int
    worst_recovery_s: float
    seed: int


def report(series: Killing) -> str:
    """The line that a fault test ends with."""
    found = series.verdict
    return (
        f"{series.injected} injected, {len(found.lost)} lost, {len(found.duplicated)} duplicated, "
        f"{len(found.corrupt)} corrupt, worst recovery {series.worst_recovery_s:.2f} s, seed {series.seed}"
    )


def examine(path: Path, world: World, verdict: Verdict, known: Head) -> Head:
    """Audit the journal beside its running hub. ``known``: a head seen before, which must still be on the chain."""
    head, events = read_beside(path, verdict, known)
    if events is not None:
        judge(events, world, verdict)
    return head


def read_beside(path: Path, verdict: Verdict, known: Head) -> tuple[Head, list[Recorded] | None]:
    """The journal's head and events while its hub runs; what cannot be read is a finding, and no events."""
    try:
        with closing(connect_reader(path)) as connection:
            if fault := page_fault(connection):
                verdict.corrupt.add(fault)
            head = _follow(connection, known, verdict)
            return head, [to_recorded(row) for row in rows_after(connection, 0)]
    except (sqlite3.Error, ChainBroken, Unreadable) as error:
        verdict.corrupt.add(str(error))
        return known, None


def _follow(connection: sqlite3.Connection, known: Head, verdict: Verdict) -> Head:
    found = connection.execute("SELECT hash FROM event WHERE seq = ?", (known.seq,)).fetchone()
    if known.seq and (found is None or found[0] != known.hash):
        verdict.corrupt.add(f"event {known.seq} was there and is not there any more")
    return verify_chain(connection)


def judge(events: list[Recorded], world: World, verdict: Verdict) -> None:
    """Compare the journal with what the world was told."""
    stored: dict[str, tuple[int, int]] = {}
    for recorded in events:
        origin = recorded.origin.partition(FORGOTTEN)[0]
        first, _ = stored.get(origin, (recorded.seq, 0))
        stored[origin] = (first, recorded.seq)
    verdict.lost |= world.told.keys() - stored.keys()
    verdict.duplicated |= world.changed | twice(events)
    verdict.corrupt |= set(audit(events))


def twice(events: list[Recorded]) -> set[str]:
    """Links (one for each citizen's action) and numbers that two tickets have."""
    taken = [recorded.event for recorded in events if isinstance(recorded.event, TicketTaken)]
    days = [recorded.day for recorded in events if isinstance(recorded.event, TicketTaken)]
    links = Counter(ticket.link for ticket in taken)
    numbers = Counter(f"{day} {ticket.number}" for day, ticket in zip(days, taken, strict=True))
    return {name for seen in (links, numbers) for name, count in seen.items() if count > 1}
