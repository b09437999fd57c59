"""Whole days from a journal file, on a connection of their own: for a thread beside the running hall."""

from pathlib import Path

from hub.core import events as e
from hub.core.catalogue import HallSetup
from hub.core.events import Recorded, snake
from hub.journal.chain import COLUMNS, Row, rows_after
from hub.journal.codec import to_recorded
from hub.journal.connection import connect_reader
from hub.journal.journal import DAY

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

    def close(self) -> None:
        self._connection.close()

    def _span(self, day: str) -> tuple[int, int]:
        """Number of its first event and how many follow at most (-1: all); (0, 0) for a day that never opened."""
        found = self._connection.execute(DAY, (day,)).fetchone()
        if found is None:
            return 0, 0
        first, following = found
        return first, -1 if following is None else following - first
