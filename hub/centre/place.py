"""How far the store has come with a hall."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, select

from hub.centre import tables as t

COLUMNS = ("hall", "life", "stored_seq", "head", "epoch", "timezone", "clock_off_s")


@dataclass(frozen=True, slots=True)
class Place:
    """``life``: which of the hall's histories; ``stored_seq``, ``head``: its last event; ``epoch``: the highest that was heard."""

    life: int = 0
    stored_seq: int = 0
    head: str = ""
    epoch: int = 0
    timezone: str = t.FAR_EAST
    clock_off_s: int = 0


def places_of(connection: Connection, halls: Collection[str], *, lock: bool = False) -> dict[str, Place]:
    """The places of those halls that the store knows.

    ``lock``: nobody else writes these halls until the transaction ends (a no-op in SQLite). Rows are locked in the order of
    their names, so that two workers never wait for each other.
    """
    asked = select(*(t.hall.c[name] for name in COLUMNS)).where(t.hall.c.hall.in_(halls)).order_by(t.hall.c.hall)
    rows = connection.execute(asked.with_for_update() if lock else asked)
    return {row[0]: Place(*row[1:]) for row in rows}


def place_of(connection: Connection, hall: str, *, lock: bool = False) -> Place:
    """One hall's; that of the beginning where nobody knows it."""
    return places_of(connection, (hall,), lock=lock).get(hall, Place())


def hashes_of(connection: Connection, hall: str, first: int, last: int) -> dict[int, str]:
    """Number -> hash of the hall's events from ``first`` to ``last``; of a number that exists twice, that of the newest life."""
    asked = select(t.event.c.seq, t.event.c.hash).where(t.event.c.hall == hall, t.event.c.seq.between(first, last))
    return {row.seq: row.hash for row in connection.execute(asked.order_by(t.event.c.life))}


def hash_of(connection: Connection, hall: str, seq: int) -> str:
    """Of one event, "" where there is none."""
    return hashes_of(connection, hall, seq, seq).get(seq, "")
