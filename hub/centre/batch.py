"""Runs of events of many halls, in one transaction: the events, what they add to the totals, how far each hall is now.

So totals need no repair, a worker may be killed anywhere, and the same runs again change nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import msgspec
from sqlalchemy import Connection, update

from hub.centre import tables as t
from hub.centre.bulk import Row, added, newer, put
from hub.centre.engine import pipelined
from hub.centre.months import month_of
from hub.centre.place import Place, hashes_of, places_of
from hub.centre.totals import Hour, adds, hour_of, noon_ms
from hub.core.catalogue import RATING_REASONS
from hub.core.dispatch import OTHER, Dispatch, as_plain
from hub.core.hall_card import HallCard

DAY_MS = 86_400_000
FAR_MS = 4 * DAY_MS
"""Between an event and the noon of its business day: more is no day that a hall could have."""

encoder = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class HallRun:
    """Events of one hall, in order and without a hole, in one of its lives, told by a hub of this epoch."""

    hall: str
    life: int
    events: tuple[Dispatch, ...]
    epoch: int = 0


@dataclass(frozen=True, slots=True)
class Stored:
    """What came of a run. ``fresh``: what was new. Otherwise nothing of it was stored:

    ``gap_at``: this number is missing before it; ``rewritten``: this known number has another hash now (0 for neither);
    ``fenced``: a hub of a higher epoch is there; ``other_life``: it tells of a life that is over, or invented; ``unfit``: why the
    store can never take it.
    """

    place: Place
    fresh: tuple[Dispatch, ...] = ()
    gap_at: int = 0
    rewritten: int = 0
    fenced: bool = False
    other_life: bool = False
    unfit: str = ""


def store_runs(connection: Connection, runs: Sequence[HallRun], received_ms: int) -> list[Stored]:
    """Store runs of any halls, of one hall in their order; what came of each."""
    batch = Batch(connection, runs, received_ms)
    found = [batch.take(run) for run in runs]
    with pipelined(connection):
        batch.write()
    return found


class Batch:
    """One transaction. Nobody else writes its halls until it ends."""

    def __init__(self, connection: Connection, runs: Iterable[HallRun], received_ms: int) -> None:
        self._connection, self._received_ms = connection, received_ms
        self._month = month_of(received_ms)
        by_hall: dict[str, list[HallRun]] = defaultdict(list)
        for run in runs:
            by_hall[run.hall].append(run)
        self._places = locked(connection, sorted(by_hall))
        self._known = {hall: self._hashes(hall, runs) for hall, runs in by_hall.items()}
        self._moved: set[str] = set()
        self._cards: dict[str, HallCard] = {}
        self._rewritten: dict[str, int] = {}
        self._events: list[Row] = []
        self._reviews: list[Row] = []
        self._sums: dict[tuple[str, Hour], dict[str, int]] = {}

    def _hashes(self, hall: str, runs: Iterable[HallRun]) -> dict[int, str]:
        """Of those of the runs' events that the store has already."""
        stored_seq = self._places[hall].stored_seq
        old = [each.seq for run in runs for each in run.events if each.seq <= stored_seq]
        return hashes_of(self._connection, hall, min(old), max(old)) if old else {}

    def take(self, run: HallRun) -> Stored:
        """One run, behind those before it."""
        hall, place = run.hall, self._places[run.hall]
        if run.epoch < place.epoch:
            return Stored(place, fenced=True)
        if run.life != place.life:
            return Stored(place, other_life=True)
        known = self._known[hall]
        for each in run.events:
            if each.seq <= place.stored_seq and known.get(each.seq) != each.hash:
                self._rewritten[hall] = each.seq
                return Stored(place, rewritten=each.seq)
        fresh = tuple(each for each in run.events if each.seq > place.stored_seq)
        if fresh and fresh[0].seq != place.stored_seq + 1:
            return Stored(place, gap_at=place.stored_seq + 1)
        if not fresh:
            return Stored(place)
        known |= {each.seq: each.hash for each in fresh}
        return Stored(self._collect(run, fresh, place), fresh)

    def _collect(self, run: HallRun, fresh: tuple[Dispatch, ...], place: Place) -> Place:
        """What these events will write; the hall's new place."""
        hall, clock_off = run.hall, place.clock_off_s != 0
        for card in (each.card for each in fresh if each.card):
            self._cards[hall] = card
            place = replace(place, timezone=card.timezone)
        for each in fresh:
            at_ms, day = true_time(each, self._received_ms, clock_off=clock_off)
            hour = hour_of(at_ms, day, place.timezone)
            self._events.append(self._event(each, place))
            if each.type == "rated" and each.score:
                self._reviews.append(self._review(each, place, at_ms, hour))
            if more := adds(each):
                sums = self._sums.setdefault((hall, hour), dict.fromkeys(t.COUNTS, 0))
                for column, value in more.items():
                    sums[column] += value
        self._moved.add(hall)
        self._places[hall] = replace(place, stored_seq=fresh[-1].seq, head=fresh[-1].hash, epoch=run.epoch)
        return self._places[hall]

    def _event(self, told: Dispatch, place: Place) -> Row:
        return {
            "hall": told.hall, "life": place.life, "seq": told.seq, "month": self._month, "hash": told.hash, "at_ms": told.at_ms,
            "received_ms": self._received_ms, "day": told.day, "type": told.type, "body": encoder.encode(as_plain(told)).decode(),
        }  # fmt: skip

    def _review(self, told: Dispatch, place: Place, at_ms: int, hour: Hour) -> Row:
        return {
            "hall": told.hall, "life": place.life, "seq": told.seq, "month": self._month, "day": hour.day, "at_ms": at_ms,
            "counter": told.counter, "number": told.number, "items": ",".join(told.items), "score": told.score,
            "reasons": ",".join(dict.fromkeys(code if code in RATING_REASONS else OTHER for code in told.reasons)),
        }  # fmt: skip

    def write(self) -> None:
        """Everything that was taken."""
        put(self._connection, t.event, self._events)
        put(self._connection, t.review, self._reviews)
        totals = [
            {"hall": hall, "day": hour.day, "hour": hour.hour, **sums}
            for (hall, hour), sums in sorted(
                self._sums.items(), key=lambda each: (each[0][0], each[0][1].day, each[0][1].hour)
            )
        ]
        put(self._connection, t.day_total, totals, dict.fromkeys(t.COUNTS, added))
        moved = [{"hall": hall, **moved_to(self._places[hall])} for hall in sorted(self._moved)]
        put(self._connection, t.hall, moved, dict.fromkeys(("stored_seq", "head", "epoch", "timezone"), newer))
        cards = [{"hall": hall, "card": encoder.encode(card).decode()} for hall, card in sorted(self._cards.items())]
        put(self._connection, t.hall, cards, {"card": newer})
        for hall, seq in sorted(self._rewritten.items()):
            self._connection.execute(update(t.hall).where(t.hall.c.hall == hall).values(rewritten=seq))


def moved_to(place: Place) -> Row:
    return {"stored_seq": place.stored_seq, "head": place.head, "epoch": place.epoch, "timezone": place.timezone}


def locked(connection: Connection, halls: list[str]) -> dict[str, Place]:
    """Places of halls that are ours until the transaction ends; a new hall gets its row."""
    places = places_of(connection, halls, lock=True)
    if new := [hall for hall in halls if hall not in places]:
        put(connection, t.hall, [{"hall": hall} for hall in new])
        places |= places_of(connection, new, lock=True)
    return places


def true_time(told: Dispatch, received_ms: int, *, clock_off: bool) -> tuple[int, str]:
    """(ms, business day) to count an event under; of a hall whose clock is wrong, or runs ahead, the time it was received."""
    if clock_off or told.at_ms > received_ms + DAY_MS:
        return received_ms, ""
    return told.at_ms, told.day if told.day and abs(noon_ms(told.day) - told.at_ms) <= FAR_MS else ""
