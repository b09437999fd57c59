"""What the centre keeps: every event once, totals by hour, reviews, and how far each hall has come.

SQLite in a file or PostgreSQL by URL. ``hub.centre.batch`` writes what halls send; here is what is read, and the little that
is written one by one. All methods block: they belong to a thread of their own, and raise what SQLAlchemy raises.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Engine,
    Table,
    func,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.exc import DataError, SQLAlchemyError

from hub.centre import cards
from hub.centre import tables as t
from hub.centre.batch import HallRun, Stored, store_runs
from hub.centre.bulk import newer, put
from hub.centre.engine import make_engine, make_tables
from hub.centre.fence import let_in, worth_it
from hub.centre.halls import HallNow
from hub.centre.months import make_months, month_of
from hub.centre.place import Place, hash_of, place_of
from hub.core.standing import Standing, as_values, of_values

PAGE = 2000
"""Halls that are read at once."""

STORE_FAILURES = (SQLAlchemyError, OSError)
"""What a store raises that does not work now."""

UNFIT = (DataError, OverflowError)
"""What a store raises for a value that it can never hold."""


@dataclass(frozen=True, slots=True)
class HourTotal:
    """One row of ``day_total``; ``counts`` by the names of ``tables.COUNTS``."""

    hall: str
    day: str
    hour: int
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Review:
    """A rating. ``at_ms``: hall time. ``reasons``: codes of the catalogue, or ``other``."""

    hall: str
    seq: int
    day: str
    at_ms: int
    counter: int | None
    number: str
    items: tuple[str, ...]
    score: int
    reasons: tuple[str, ...] = ()
    life: int = 0

    @property
    def place(self) -> "ReviewPlace":
        """Where it stands among all, newest first."""
        return self.at_ms, self.hall, self.life, self.seq


ReviewPlace = tuple[int, str, int, int]


@dataclass(frozen=True, slots=True)
class Kept:
    """A standing worth keeping. ``received_ms``: centre's wall clock; ``clock_off_s``: how far the hall's is from it."""

    told: Standing
    received_ms: int
    clock_off_s: int


class Store:
    """``url``: as SQLAlchemy has it. Tables are made where there are none."""

    def __init__(self, url: str) -> None:
        self._engine = make_engine(url)
        self._writer = make_engine(url, ping=False)  # one that finds its connection broken is asked again anyway
        self._month = 0
        make_tables(self._engine, t.metadata)

    def close(self) -> None:
        self._engine.dispose()
        self._writer.dispose()

    @property
    def engine(self) -> Engine:
        """For what is kept beside events in the same database."""
        return self._engine

    def halls(self) -> tuple[HallNow, ...]:
        """Every hall as it was last heard. A page at a time: the rows of a country are larger than what becomes of them."""
        found: list[HallNow] = []
        while True:
            asked = select(t.hall).where(t.hall.c.hall > (found[-1].hall if found else "")).order_by(t.hall.c.hall)
            with self._engine.connect() as connection:
                page = [as_hall(row) for row in connection.execute(asked.limit(PAGE)).mappings()]
            found += page
            if len(page) < PAGE:
                return tuple(found)

    def known(self, halls: Sequence[str]) -> tuple[HallNow, ...]:
        """Of these halls what the store itself has found: card, place and ``rewritten``; no standings."""
        return self._known(t.hall.c.hall.in_(halls), len(halls))

    def known_behind(self, hall: str) -> tuple[HallNow, ...]:
        """The same of the next ``PAGE`` halls by id; "" for the first ones. Fewer of them are the last ones."""
        return self._known(t.hall.c.hall > hall, PAGE)

    def _known(self, which: ColumnElement[bool], most: int) -> tuple[HallNow, ...]:
        columns = (t.hall.c.hall, t.hall.c.card, t.hall.c.stored_seq, t.hall.c.head, t.hall.c.rewritten)
        with self._engine.connect() as connection:
            return tuple(
                HallNow(hall, cards.read(card) if card else None, stored_seq=stored_seq, head=head, rewritten=rewritten)
                for hall, card, stored_seq, head, rewritten in connection.execute(
                    select(*columns).where(which).order_by(t.hall.c.hall).limit(most)
                )
            )

    def place(self, hall: str) -> Place:
        """How far the store has come with this hall."""
        with self._engine.connect() as connection:
            return place_of(connection, hall)

    def let_in(self, asked: Mapping[str, int], now_ms: int) -> dict[str, Place]:
        """The same of many, of each of which a hub of this epoch has asked. ``now_ms``: centre's wall clock."""
        with self._engine.begin() as connection:
            return let_in(connection, asked, now_ms)

    def hash_of(self, hall: str, seq: int) -> str:
        """The hash of an event in the hall's present life, "" where the store does not have it."""
        with self._engine.connect() as connection:
            return hash_of(connection, hall, seq) if seq <= place_of(connection, hall).stored_seq else ""

    def totals(self, halls: Sequence[str] | None, from_day: str, to_day: str) -> list[HourTotal]:
        """By hall (None: all), day and hour; both days (ISO dates) are included."""
        table = t.day_total
        asked = select(table).where(of_halls(table, halls), table.c.day.between(from_day, to_day))
        with self._engine.connect() as connection:
            rows = connection.execute(asked.order_by(table.c.hall, table.c.day, table.c.hour)).mappings()
            return [
                HourTotal(row["hall"], row["day"], row["hour"], {name: row[name] for name in t.COUNTS}) for row in rows
            ]

    def reviews(
        self, halls: Sequence[str] | None, from_day: str, to_day: str, most_score: int = 5, limit: int = 200,
        before: ReviewPlace | None = None,
    ) -> list[Review]:  # fmt: skip
        """The newest ratings of at most this score first. ``before``: the last one of what was read already."""
        table = t.review
        asked = select(table).where(
            of_halls(table, halls), table.c.day.between(from_day, to_day), table.c.score <= most_score
        )
        place = tuple_(table.c.at_ms, table.c.hall, table.c.life, table.c.seq)
        if before is not None:
            asked = asked.where(place < before)
        with self._engine.connect() as connection:
            rows = connection.execute(asked.order_by(*(each.desc() for each in place)).limit(limit)).mappings()
            return [
                Review(
                    row["hall"], row["seq"], row["day"], row["at_ms"], row["counter"], row["number"],
                    split(row["items"]), row["score"], split(row["reasons"]), row["life"],
                )
                for row in rows
            ]  # fmt: skip

    def review_counts(
        self, halls: Sequence[str] | None, from_day: str, to_day: str
    ) -> list[tuple[int, tuple[str, ...], int]]:
        """How many ratings have this score and exactly these reasons: (score, reasons, count)."""
        table = t.review
        asked = (
            select(table.c.score, table.c.reasons, func.count())
            .where(of_halls(table, halls), table.c.day.between(from_day, to_day))
            .group_by(table.c.score, table.c.reasons).order_by(table.c.score, table.c.reasons)
        )  # fmt: skip
        with self._engine.connect() as connection:
            return [(score, split(reasons), count) for score, reasons, count in connection.execute(asked)]

    def events(self, hall: str, after: int, limit: int) -> list[dict[str, Any]]:
        """Events of the hall's present life, in order, as they were told."""
        return [msgspec.json.decode(body) for _, body in self.bodies(hall, after, limit)]

    def bodies(self, hall: str, after: int, limit: int) -> list[tuple[int, str]]:
        """(number, JSON) of events of the hall's present life, in order."""
        table = t.event
        with self._engine.connect() as connection:
            place = place_of(connection, hall)
            last = min(place.stored_seq, after + limit)  # numbers have no holes
            newest = (
                select(table.c.seq, func.max(table.c.life).label("life"))
                .where(table.c.hall == hall, table.c.life.in_(range(place.life + 1)), table.c.seq.between(after + 1, last))
                .group_by(table.c.seq).subquery()
            )  # fmt: skip
            asked = select(table.c.seq, table.c.body).join(
                newest, (table.c.hall == hall) & (table.c.seq == newest.c.seq) & (table.c.life == newest.c.life)
            )
            return [(seq, body) for seq, body in connection.execute(asked.order_by(table.c.seq))]

    def add(self, runs: Sequence[HallRun], received_ms: int) -> list[Stored]:
        """Store runs of any halls in one transaction, those of one hall in their order; what came of each.

        A run with a value that the store can never hold is kept apart, and harms none beside it.
        """
        if self._month != (month := month_of(received_ms)):
            make_months(self._engine, received_ms)
            self._month = month
        try:
            with self._writer.begin() as connection:
                return store_runs(connection, runs, received_ms)
        except UNFIT as unfit:
            if len(runs) == 1:
                return [Stored(Place(), unfit=str(unfit)[:200])]
        return [stored for run in runs for stored in self.add([run], received_ms)]

    def begin_life(self, hall: str, fork: int, fork_hash: str) -> Place | None:
        """The hall's history is another one after event ``fork`` (0: all of it): old rows stay, a new life begins behind it.

        None where the store does not know the fork by this hash.
        """
        with self._engine.begin() as connection:
            put(connection, t.hall, [{"hall": hall}])
            place = place_of(connection, hall, lock=True)
            if fork > place.stored_seq or (fork and hash_of(connection, hall, fork) != fork_hash):
                return None
            values = {"life": place.life + 1, "stored_seq": fork, "head": fork_hash, "rewritten": fork + 1}
            connection.execute(update(t.hall).where(t.hall.c.hall == hall).values(values))
            return place_of(connection, hall)

    def keep_standings(self, kept: Sequence[Kept]) -> None:
        """The latest standings of halls, each once, for the next start of the centre. One that another worker has kept a moment
        ago stays, unless it says something else about the hub or its clock."""
        rows = [
            {
                "hall": each.told.hall, "epoch": each.told.epoch, "received_ms": each.received_ms,
                "clock_off_s": each.clock_off_s, "standing": msgspec.json.encode(as_values(each.told)).decode(),
            }
            for each in sorted(kept, key=lambda each: each.told.hall)
        ]  # fmt: skip
        with self._engine.begin() as connection:
            columns = ("epoch", "received_ms", "clock_off_s", "standing")
            put(connection, t.hall, rows, dict.fromkeys(columns, newer), worth_it)


def of_halls(table: Table, halls: Sequence[str] | None) -> ColumnElement[bool]:
    """Rows of these halls; of all where none are named."""
    return true() if halls is None else table.c.hall.in_(halls)


def split(codes: str) -> tuple[str, ...]:
    """Codes that were joined by commas."""
    return tuple(codes.split(",")) if codes else ()


def as_hall(row: Any) -> HallNow:
    """A row of ``hall``."""
    told = of_values(msgspec.json.decode(row["standing"])) if row["standing"] else None
    card = cards.read(row["card"]) if row["card"] else None
    return HallNow(
        row["hall"], card, told, row["received_ms"], row["epoch"], row["stored_seq"], row["rewritten"],
        clock_off_s=row["clock_off_s"], head=row["head"],
    )  # fmt: skip
