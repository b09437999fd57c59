"""Whole days from a journal file, on a connection of their own: for a thread beside the running hall."""

from pathlib import Path

from hub.core import events as e
from hub.core.apply import apply
from hub.core.catalogue import HallSetup
from hub.core.events import Recorded, snake
from hub.core.hall import Hall
from hub.journal.chain import COLUMNS, Row, rows_after
from hub.journal.codec import to_recorded
from hub.journal.connection import connect_reader
from hub.journal.journal import DAY
from hub.journal.snapshots import newest_with_head

SETUP = f"SELECT {COLUMNS} FROM event WHERE type = ? AND seq < ? ORDER BY seq DESC LIMIT 1"  # noqa: S608 (a constant)


class SqliteReader:
    """Belongs to the thread that made it. Raises what SQLite raises: see ``journal.reading``."""

    def __init__(self, path: Path) -> None:
        self._connection = connect_reader(path)

    def days(self) -> list[str]:
        """Every business day, oldest first."""
        return [day for (day,) in self._connection.execute("SELECT day FROM day ORDER BY first_seq")]

    def day_events(self, day: str) -> list[Recorded]:
        """The events of a business day, in order; empty for a day that never opened."""
        first, limit = self._span(day)
        rows = rows_after(self._connection, first - 1, limit) if first else ()
        return [to_recorded(row) for row in rows if row.day == day]

    def setup_before(self, day: str) -> HallSetup | None:
        """The configuration with which the day began; None where there was none."""
        found = self._connection.execute(SETUP, (snake(e.Configured.__name__), self._span(day)[0])).fetchone()
        event = to_recorded(Row._make(found)).event if found else None
        return event.setup if isinstance(event, e.Configured) else None

    def hall_before(self, day: str, setup: HallSetup) -> Hall | None:
        """The hall as it was before the first event of a business day; None for a day that never opened.

        From the newest kept state before it; without one from the start of the journal, and ``setup``: a year takes 17 s.
        """
        first, _ = self._span(day)
        if not first:
            return None
        kept = newest_with_head(self._connection, first)
        hall = kept[0] if kept else Hall(setup)
        for row in rows_after(self._connection, hall.seq, first - 1 - hall.seq):
            apply(hall, to_recorded(row))
        return hall

    def hashed(self, seq: int, limit: int) -> list[tuple[Recorded, bytes]]:
        """Up to ``limit`` events behind a number, in order, each with its place in the chain."""
        return [(to_recorded(row), row.hash) for row in rows_after(self._connection, seq, limit)]

    def hash_at(self, seq: int) -> bytes | None:
        """The hash of an event; None where there is none."""
        found = self._connection.execute("SELECT hash FROM event WHERE seq = ?", (seq,)).fetchone()
        return found[0] if found else None

    def day_begin(self, seq: int) -> int:
        """Number of the first event of the business day that was the last to open before event ``seq``; 1 before any."""
        found = self._connection.execute("SELECT max(first_seq) FROM day WHERE first_seq <= ?", (seq,)).fetchone()
        return found[0] or 1

    def close(self) -> None:
        self._connection.close()

    def _span(self, day: str) -> tuple[int, int]:
        """Number of its first event and how many follow at most (-1: all); (0, 0) for a day that never opened."""
        found = self._connection.execute(DAY, (day,)).fetchone()
        if found is None:
            return 0, 0
        first, following = found
        return first, -1 if following is None else following - first
