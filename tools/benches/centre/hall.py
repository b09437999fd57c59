"""A hall that is only what it tells a centre: the very messages of the link, made as fast as they can be packed."""

import hashlib
import time
from collections.abc import Iterator

import msgspec

from hub.core.catalogue import Level, Line
from hub.core.dispatch import Dispatch, as_plain
from hub.core.hall_card import HallCard, ItemCard
from hub.core.standing import HEAD, Ratings, Standing
from hub.uplink.shapes import Piece, pack_run, pack_standing

LINE = Line("general", {"zh": "综合窗口", "en": "General counters"})
ITEMS = tuple(
    ItemCard(f"item{index}", {"zh": f"事项{index}", "en": f"Item {index}"}, LINE.code, documents=index % 4)
    for index in range(6)
)
BORDER = (105.0, 29.0)
"""Degrees east and north where the simulated halls begin, a grid of a tenth of a degree."""

COLUMNS = 300
ALARM = {"device": 1}

encoder = msgspec.json.Encoder()


def hash_at(hall: str, seq: int) -> str:
    """As PostgreSQL can work it out again: the SHA-256 of ``hall:seq``."""
    return hashlib.sha256(f"{hall}:{seq}".encode()).hexdigest()


class SimulatedHall:
    """``index``: from 0; it says where the hall lies. ``seq``: of its last event."""

    def __init__(self, index: int, hall: str, day: str) -> None:
        self.hall, self.index, self.day, self.seq = hall, index, day, 0
        self._hash = ""
        self._waiting = index % 7
        self._story = self._visits()

    def event(self) -> bytes:
        """The message of its next event, which happens now."""
        told = next(self._story)
        return pack_run(1, 0, [Piece(self.seq, encoder.encode(as_plain(told)))])

    def standing(self, at_ms: int) -> bytes:
        """The message of how it stands."""
        served = self.seq // 4
        return pack_standing(Standing(
            self.hall, 1, self.seq, self._hash[:HEAD], at_ms, self.day, 4, 3, self._waiting, 60 * self._waiting, 120 * self._waiting,
            180 * self._waiting, 0, served, 200, 230, 0, Ratings(served // 2, served * 2, 0), ALARM if self.index % 50 == 7 else {},
        ))  # fmt: skip

    def _told(self, kind: str, **fields: object) -> Dispatch:
        self.seq += 1
        self._hash = hash_at(self.hall, self.seq)
        at_ms = time.time_ns() // 1_000_000
        return Dispatch(self.hall, self.seq, self._hash, at_ms, kind, self.day, **fields)  # type: ignore[arg-type]

    def _visits(self) -> Iterator[Dispatch]:
        """Its setup, then one visit after the other: a ticket, a call, an end, and every second citizen's rating."""
        yield self._told("configured", card=self._card())
        visit = 0
        while True:
            visit += 1
            of = {"ticket": f"t{visit}", "number": f"A{visit % 1000:03d}", "leg": f"t{visit}.1"}
            items = (ITEMS[visit % len(ITEMS)].code,)
            counter = 1 + visit % 4
            self._waiting = (self._waiting + 1) % 23
            yield self._told(
                "ticket_taken", items=items, priority="walk_in", channel="kiosk", documents=visit % 4, **of
            )
            yield self._told("called", counter=counter, waited_s=240, **of)
            self._waiting = max(self._waiting - 1, 0)
            yield self._told("served", counter=counter, items=items, wait_s=240, service_s=500, results=("done",), **of)
            if visit % 2:
                yield self._told("rated", counter=counter, items=items, score=1 + visit % 5, **of)

    def _card(self) -> HallCard:
        east, north = BORDER
        name = f"{self.index:05d}"
        return HallCard(
            self.hall, {"zh": f"模拟大厅{name}", "en": f"Simulated hall {name}"}, Level.VILLAGE,
            latitude=north + self.index // COLUMNS * 0.1 % 14, longitude=east + self.index % COLUMNS * 0.1 % 14,
            closes="17:30", lines=(LINE,), items=ITEMS, counters=4,
        )  # fmt: skip
