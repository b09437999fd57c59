"""What the database holds, against what the halls sent: asked of PostgreSQL itself, past the centre's own code."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Engine, text


@dataclass(frozen=True, slots=True)
class Audit:
    """``lost``: events that were acknowledged and are not there, or not as they were sent; ``duplicated``: those there twice.

    ``miscounted``: tickets by which the totals differ from the events. ``stored_p99_ms``: from the event to its commit.
    """

    events: int
    lost: int
    duplicated: int
    miscounted: int
    stored_p50_ms: float
    stored_p99_ms: float
    bytes_per_event: float


EVENTS = """
SELECT hall, count(*), count(DISTINCT seq), max(seq),
       count(*) FILTER (WHERE hash = encode(sha256(convert_to(hall || ':' || seq, 'UTF8')), 'hex'))
FROM event GROUP BY hall
"""
TICKETS = "SELECT (SELECT count(*) FROM event WHERE type = 'ticket_taken') - (SELECT sum(visits) FROM day_total)"
DELAYS = """
SELECT percentile_cont(ARRAY[0.5, 0.99]) WITHIN GROUP (
    ORDER BY extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1000 - at_ms)
FROM event WHERE at_ms >= :since_ms
"""
SIZE = "SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = 'event'::regclass"


def audit(engine: Engine, sent: Mapping[str, int], since_ms: int) -> Audit:
    """``sent``: hall -> its last number. ``since_ms``: only events behind it tell of delays."""
    lost = duplicated = events = 0
    with engine.connect() as connection:
        found = {row[0]: tuple(row[1:]) for row in connection.execute(text(EVENTS))}
        miscounted = abs(int(connection.execute(text(TICKETS)).scalar() or 0))
        p50, p99 = connection.execute(text(DELAYS), {"since_ms": since_ms}).scalar() or (0.0, 0.0)
        size = connection.execute(text(SIZE)).scalar() or 0
    for hall, last in sent.items():
        rows, numbers, most, right = found.get(hall, (0, 0, 0, 0))
        events += rows
        lost += max(last - min(numbers, right), 0) + max(most - last, 0)
        duplicated += rows - numbers
    return Audit(events, lost, duplicated, miscounted, float(p50 or 0), float(p99 or 0), float(size) / max(events, 1))
