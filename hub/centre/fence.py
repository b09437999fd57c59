"""Which of two hubs with one name is heard: the one with the higher epoch. A lower one is fenced while the higher is alive.

Once that has been silent, a lower epoch is the hall come back from an old backup (its epoch went back too), and is heard again.
Standings are judged by what each process that hears them has heard (``Fence``). Events and questions are judged by the hall's
row, which every worker reads anyway: a question raises its epoch, or lowers it where the row's last standing is old enough.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_

from hub.centre import tables as t
from hub.centre.bulk import newer, put
from hub.centre.place import Place, places_of

SILENT_MS = 60_000
"""Six heartbeats."""

KEPT_FOR_MS = 30_000
"""Half the time after which the next standing comes to the store: of several processes that bring it, the first is enough."""

KEPT_SILENT_MS = 130_000
"""The same by the store, which hears of the standings of a hall once a minute."""


@dataclass(slots=True)
class Fence:
    """``epoch``: the one that is heard; ``heard_ms``: when last (centre's wall clock)."""

    epoch: int = 0
    heard_ms: int = 0

    def lets(self, epoch: int, now_ms: int) -> bool:
        """May a hub of this epoch speak? It counts as heard if so."""
        if epoch < self.epoch and now_ms - self.heard_ms < SILENT_MS:
            return False
        self.epoch, self.heard_ms = epoch, now_ms
        return True


def let_in(connection: Connection, asked: Mapping[str, int], now_ms: int) -> dict[str, Place]:
    """Hall -> its place after a hub of this epoch has asked for it; a hub with a lower epoch than the place's is fenced."""
    places = places_of(connection, sorted(asked))
    others = [hall for hall in sorted(asked) if hall not in places or places[hall].epoch != asked[hall]]
    rows = [{"hall": hall, "epoch": asked[hall], "received_ms": now_ms} for hall in others]
    put(connection, t.hall, rows, {"epoch": newer, "received_ms": newer}, may_speak)
    return places | places_of(connection, others) if others else places


def worth_it(comes: Any) -> ColumnElement[bool]:
    """Is this standing more than another word for the one that is kept? One of a lower epoch is none at all."""
    there = t.hall.c
    later = comes.received_ms >= there.received_ms + KEPT_FOR_MS
    other_clock = (comes.clock_off_s == 0) != (there.clock_off_s == 0)
    return or_(may_speak(comes), and_(comes.epoch == there.epoch, or_(later, other_clock)))


def may_speak(comes: Any) -> ColumnElement[bool]:
    """Does this epoch take the place of the one that is there?"""
    there = t.hall.c
    return or_(comes.epoch > there.epoch, there.received_ms <= comes.received_ms - KEPT_SILENT_MS)
