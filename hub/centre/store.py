"""What the centre keeps: every event once, totals by hour, reviews, and how far each hall has come.

One transaction takes a run of events of one hall: the events, what they add to the totals, and the hall's new place. So the
totals are right whatever is killed when, and the same run a second time changes nothing. SQLite in a file or PostgreSQL by
URL. All methods block: they belong to a thread of their own, and raise what SQLAlchemy raises.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, create_engine, func, select, tuple_, update
from sqlalchemy import event as engine_event
from sqlalchemy.dialects import postgresql, sqlite

from hub.centre import tables as t
from hub.centre.halls import HallNow
from hub.centre.totals import Hour, adds, hour_of
from hub.centre.upgrade import add_columns
from hub.core.catalogue import RATING_REASONS
from hub.core.dispatch import OTHER, Dispatch, as_plain
from hub.core.hall_card import HallCard
from hub.core.standing import Standing, as_values, of_values

DAY_MS = 86_400_000
BUSY_MS = 5000
"""Patience of a connection while another one writes, in SQLite."""


@dataclass(frozen=True, slots=True)
class Place:
    """How far the store has come with a hall, in which of its lives. ``epoch``: the highest that was heard."""

    life: int = 0
    stored_seq: int = 0
    head: str = ""
    epoch: int = 0
    timezone: str = "Asia/Shanghai"
    clock_off_s: int = 0


@dataclass(frozen=True, slots=True)
class Stored:
    """What came of a run. ``gap_at``: the number that is missing, and nothing was stored; ``rewritten``: a known number whose
    hash is another one now; 0 for neither. ``fresh``: what was new."""

    place: Place
    fresh: tuple[Dispatch, ...] = ()
    gap_at: int = 0
    rewritten: int = 0


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


class Store:
    """``url``: as SQLAlchemy has it. Tables are made where there are none."""

    def __init__(self, url: str) -> None:
        self._engine = make_engine(url)
        t.metadata.create_all(self._engine)
        add_columns(self._engine, t.review)
        dialect = postgresql if self._engine.dialect.name == "postgresql" else sqlite
        self._insert: Any = dialect.insert

    def close(self) -> None:
        self._engine.dispose()

    def halls(self) -> tuple[HallNow, ...]:
        """Every hall as it was last heard."""
        with self._engine.connect() as connection:
            return tuple(as_hall(row) for row in connection.execute(select(t.hall).order_by(t.hall.c.hall)).mappings())

    def place(self, hall: str) -> Place:
        """How far the store has come with this hall."""
        with self._engine.connect() as connection:
            return place_of(connection, hall)

    def hash_of(self, hall: str, seq: int) -> str:
        """The hash of an event in the hall's present life, "" where the store does not have it."""
        with self._engine.connect() as connection:
            return hash_of(connection, hall, seq) if seq <= place_of(connection, hall).stored_seq else ""

    def totals(self, halls: Sequence[str], from_day: str, to_day: str) -> list[HourTotal]:
        """By hall, day and hour; both days (ISO dates) are included."""
        table = t.day_total
        asked = select(table).where(table.c.hall.in_(halls), table.c.day.between(from_day, to_day))
        with self._engine.connect() as connection:
            rows = connection.execute(asked.order_by(table.c.hall, table.c.day, table.c.hour)).mappings()
            return [
                HourTotal(row["hall"], row["day"], row["hour"], {name: row[name] for name in t.COUNTS}) for row in rows
            ]

    def reviews(
        self, halls: Sequence[str], from_day: str, to_day: str, most_score: int = 5, limit: int = 200,
        before: ReviewPlace | None = None,
    ) -> list[Review]:  # fmt: skip
        """The newest ratings of at most this score first. ``before``: the last one of what was read already."""
        table = t.review
        asked = select(table).where(
            table.c.hall.in_(halls), table.c.day.between(from_day, to_day), table.c.score <= most_score
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

    def review_counts(self, halls: Sequence[str], from_day: str, to_day: str) -> list[tuple[int, tuple[str, ...], int]]:
        """How many ratings have this score and exactly these reasons: (score, reasons, count)."""
        table = t.review
        asked = (
            select(table.c.score, table.c.reasons, func.count())
            .where(table.c.hall.in_(halls), table.c.day.between(from_day, to_day))
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

    def add(self, hall: str, told: Sequence[Dispatch], received_ms: int) -> Stored:
        """Store a run of events of one hall, in order and without a hole; what is known already changes nothing."""
        with self._engine.begin() as connection:
            self._know(connection, hall)
            place = place_of(connection, hall, lock=True)
            if rewritten := conflict(connection, hall, told, place):
                connection.execute(update(t.hall).where(t.hall.c.hall == hall).values(rewritten=rewritten))
                return Stored(place, rewritten=rewritten)
            fresh = [each for each in told if each.seq > place.stored_seq]
            if fresh and fresh[0].seq != place.stored_seq + 1:
                return Stored(place, gap_at=place.stored_seq + 1)
            return self._write(connection, hall, fresh, place, received_ms) if fresh else Stored(place)

    def begin_life(self, hall: str, fork: int, fork_hash: str) -> Place | None:
        """The hall's history is another one after event ``fork`` (0: all of it): old rows stay, a new life begins behind it.

        None where the store does not know the fork by this hash.
        """
        with self._engine.begin() as connection:
            self._know(connection, hall)
            place = place_of(connection, hall, lock=True)
            if fork > place.stored_seq or (fork and hash_of(connection, hall, fork) != fork_hash):
                return None
            values = {"life": place.life + 1, "stored_seq": fork, "head": fork_hash, "rewritten": fork + 1}
            connection.execute(update(t.hall).where(t.hall.c.hall == hall).values(values))
            return place_of(connection, hall)

    def keep_standing(self, told: Standing, received_ms: int, clock_off_s: int) -> None:
        """The hall's latest standing, for the next start of the centre."""
        with self._engine.begin() as connection:
            self._know(connection, told.hall)
            connection.execute(
                update(t.hall).where(t.hall.c.hall == told.hall).values(
                    standing=msgspec.json.encode(as_values(told)).decode(), received_ms=received_ms,
                    clock_off_s=clock_off_s, epoch=told.epoch,
                )
            )  # fmt: skip

    def _know(self, connection: Connection, hall: str) -> None:
        connection.execute(self._insert(t.hall).values(hall=hall).on_conflict_do_nothing())

    def _write(
        self, connection: Connection, hall: str, fresh: list[Dispatch], place: Place, received_ms: int
    ) -> Stored:
        """Everything of one run."""
        cards = [each.card for each in fresh if each.card]
        timezone = cards[-1].timezone if cards else place.timezone
        rows = [event_row(each, place, received_ms) for each in fresh]
        connection.execute(self._insert(t.event).on_conflict_do_nothing(), rows)
        self._add_totals(connection, hall, fresh, place, received_ms, timezone)
        reviews = [review_row(each, place, received_ms) for each in fresh if each.type == "rated" and each.score]
        if reviews:
            connection.execute(self._insert(t.review).on_conflict_do_nothing(), reviews)
        values: dict[str, Any] = {"stored_seq": fresh[-1].seq, "head": fresh[-1].hash}
        if cards:
            values["card"] = msgspec.json.encode(cards[-1]).decode()
        connection.execute(update(t.hall).where(t.hall.c.hall == hall).values(values))
        now = Place(place.life, fresh[-1].seq, fresh[-1].hash, place.epoch, timezone, place.clock_off_s)
        return Stored(now, tuple(fresh))

    def _add_totals(
        self,
        connection: Connection,
        hall: str,
        fresh: Iterable[Dispatch],
        place: Place,
        received_ms: int,
        timezone: str,
    ) -> None:
        """What these events add, hour by hour."""
        sums: dict[Hour, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for each in fresh:
            at_ms, day = true_time(each, place, received_ms)
            for column, value in adds(each).items():
                sums[hour_of(at_ms, day, timezone)][column] += value
        for at, counts in sums.items():
            row = {"hall": hall, "day": at.day, "hour": at.hour, **dict.fromkeys(t.COUNTS, 0), **counts}
            insert = self._insert(t.day_total).values(row)
            changed = {name: t.day_total.c[name] + value for name, value in counts.items() if value}
            if changed:
                connection.execute(insert.on_conflict_do_update(index_elements=["hall", "day", "hour"], set_=changed))


def make_engine(url: str) -> Engine:
    """The engine; SQLite is told to lose nothing and to let readers read."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":

        @engine_event.listens_for(engine, "connect")
        def settle(connection: Any, record: Any) -> None:
            for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_MS}"):
                connection.execute(f"PRAGMA {pragma}")

    return engine


def place_of(connection: Connection, hall: str, *, lock: bool = False) -> Place:
    """A hall's row as a place. ``lock``: nobody else writes this hall until the transaction ends (a no-op in SQLite)."""
    asked = select(t.hall).where(t.hall.c.hall == hall)
    row = connection.execute(asked.with_for_update() if lock else asked).mappings().first()
    if row is None:
        return Place()
    timezone = card_of(row["card"]).timezone if row["card"] else "Asia/Shanghai"
    return Place(row["life"], row["stored_seq"], row["head"], row["epoch"], timezone, row["clock_off_s"])


def hash_of(connection: Connection, hall: str, seq: int) -> str:
    """Of the newest life that has this number."""
    asked = select(t.event.c.hash).where(t.event.c.hall == hall, t.event.c.seq == seq).order_by(t.event.c.life.desc())
    return connection.execute(asked.limit(1)).scalar() or ""


def conflict(connection: Connection, hall: str, told: Sequence[Dispatch], place: Place) -> int:
    """The first known number whose hash is another one in this run, or 0."""
    known = [each for each in told if each.seq <= place.stored_seq]
    return next((each.seq for each in known if hash_of(connection, hall, each.seq) != each.hash), 0)


def true_time(told: Dispatch, place: Place, received_ms: int) -> tuple[int, str]:
    """(ms, business day) to count an event under; of a hall whose clock is wrong, or runs ahead, the time it was received."""
    wrong = place.clock_off_s or told.at_ms > received_ms + DAY_MS
    return (received_ms, "") if wrong else (told.at_ms, told.day)


def event_row(told: Dispatch, place: Place, received_ms: int) -> dict[str, Any]:
    return {
        "hall": told.hall, "life": place.life, "seq": told.seq, "hash": told.hash, "at_ms": told.at_ms,
        "received_ms": received_ms, "day": told.day, "type": told.type, "body": msgspec.json.encode(as_plain(told)).decode(),
    }  # fmt: skip


def review_row(told: Dispatch, place: Place, received_ms: int) -> dict[str, Any]:
    at_ms, day = true_time(told, place, received_ms)
    return {
        "hall": told.hall, "life": place.life, "seq": told.seq, "day": hour_of(at_ms, day, place.timezone).day, "at_ms": at_ms,
        "counter": told.counter, "number": told.number, "items": ",".join(told.items), "score": told.score,
        "reasons": ",".join(dict.fromkeys(code if code in RATING_REASONS else OTHER for code in told.reasons)),
    }  # fmt: skip


def split(codes: str) -> tuple[str, ...]:
    """Codes that were joined by commas."""
    return tuple(codes.split(",")) if codes else ()


def card_of(text: str) -> HallCard:
    """A card that this store wrote."""
    card: HallCard = msgspec.json.decode(text, type=HallCard)
    return card


def as_hall(row: Any) -> HallNow:
    """A row of ``hall``."""
    told = of_values(msgspec.json.decode(row["standing"])) if row["standing"] else None
    card = card_of(row["card"]) if row["card"] else None
    return HallNow(
        row["hall"], card, told, row["received_ms"], row["epoch"], row["stored_seq"], row["rewritten"],
        clock_off_s=row["clock_off_s"],
    )  # fmt: skip
