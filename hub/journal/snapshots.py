"""States of the hall at a number of the chain. One is believed only where the chain has that very hash."""

import logging
import sqlite3
import sys

from hub.core.hall import Hall
from hub.journal.chain import Head
from hub.journal.codec import SHAPE, Unreadable, Unstorable, decode_hall, pack_state

KEEP = 3
"""The newest may be unreadable; an older one costs seconds, a whole replay of a year may cost a minute on a Pi."""

SnapshotRow = tuple[int, bytes, str, bytes]
_LOG = logging.getLogger(__name__)


def hash_at(connection: sqlite3.Connection, seq: int) -> bytes:
    """The chain's hash at an event. Raises ``Unstorable`` where there is none."""
    found = connection.execute("SELECT hash FROM event WHERE seq = ?", (seq,)).fetchone()
    if found is None:
        raise Unstorable(f"no event {seq} to keep a state of")
    return bytes(found[0])


def snapshot_row(seq: int, event_hash: bytes, state: bytes) -> SnapshotRow:
    """The row that keeps a state. Raises ``Unstorable``."""
    return seq, event_hash, SHAPE, pack_state(state)


def newest_snapshot(connection: sqlite3.Connection) -> Hall | None:
    """The newest state that can be read and lies on the chain, or None."""
    found = newest_with_head(connection)
    return found[0] if found else None


def newest_with_head(connection: sqlite3.Connection, before: int = sys.maxsize) -> tuple[Hall, Head] | None:
    """The same, with its place on the chain; ``before``: the number of an event that it shall not know."""
    rows = connection.execute(
        "SELECT s.seq, s.hash, s.state FROM snapshot s JOIN event e ON e.seq = s.seq AND e.hash = s.hash"
        " WHERE s.shape = ? AND s.seq < ? ORDER BY s.seq DESC",
        (SHAPE, before),
    )
    for seq, event_hash, state in rows:
        try:
            hall = decode_hall(state)
        except Unreadable as error:
            _LOG.warning("snapshot %d is left out: %s", seq, error)
            continue
        if hall.seq == seq:
            return hall, Head(seq, event_hash)
    return None
