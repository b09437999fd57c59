"""The one writer: a batch is on disk as a whole, with its inbox entries, or not at all.

Every method is called in the journal's writer thread. After a failure the connection is dropped, and the next batch
opens a new one: whatever the disk did, the head is read from it again.
"""

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from hub.core.events import Recorded, TicketTaken
from hub.journal.chain import Head, Row, head_of
from hub.journal.codec import origin_of, to_rows
from hub.journal.connection import WrongSettings, connect
from hub.journal.mark import Mark, Used
from hub.service import JournalFailed

INSERT_EVENT = "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
INSERT_INBOX = "INSERT INTO inbox VALUES (?, ?, ?)"


class Conflict(JournalFailed):
    """The batch breaks a rule of the schema: a second answer to an origin, a number or a counter taken twice."""


class Writer:
    """Appends batches and keeps snapshots."""

    def __init__(self, path: Path, mark: Mark) -> None:
        self._path = path
        self._mark = mark
        self._connection: sqlite3.Connection | None = None
        self._head = Head()

    def append(self, batch: Sequence[Recorded]) -> None:
        """Commit the batch. Raises ``JournalFailed``: then none of it is stored."""
        if not batch:
            return
        with self._transaction() as connection:
            rows = to_rows(batch, self._head)
            self._cover(batch)
            connection.executemany(INSERT_EVENT, rows)
            connection.executemany(INSERT_INBOX, spans(rows))
        self._head = Head(rows[-1].seq, rows[-1].hash)

    def replace_snapshots(self, row: tuple[int, bytes, str, bytes], keep: int) -> None:
        """Add a snapshot and forget all but the newest ``keep``. Raises ``JournalFailed``."""
        with self._transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO snapshot VALUES (?, ?, ?, ?)", row)
            connection.execute(
                "DELETE FROM snapshot WHERE seq NOT IN (SELECT seq FROM snapshot ORDER BY seq DESC LIMIT ?)", (keep,)
            )

    def close(self) -> None:
        """Close the connection; a later batch would open it again."""
        connection, self._connection = self._connection, None
        if connection is not None:
            # A connection that the disk has failed may fail once more when it lets go; its batch is already refused.
            with contextlib.suppress(sqlite3.Error):
                connection.close()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = self._open()
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        except sqlite3.IntegrityError as error:
            self._give_up()
            raise Conflict(str(error)) from error
        except (sqlite3.Error, WrongSettings, OSError, OverflowError, UnicodeEncodeError) as error:
            self._give_up()
            raise JournalFailed(str(error)) from error
        except BaseException:
            self._give_up()
            raise

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = connect(self._path)
            self._head = head_of(self._connection)
        return self._connection

    def _give_up(self) -> None:
        connection = self._connection
        if connection is not None and connection.in_transaction:
            with contextlib.suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
        self.close()

    def _cover(self, batch: Sequence[Recorded]) -> None:
        taken = [Used(r.day, r.event.serial) for r in batch if isinstance(r.event, TicketTaken) and not r.event.lease]
        if taken:
            self._mark.raise_to(max(taken))


def spans(rows: Sequence[Row]) -> list[tuple[str, int, int]]:
    """(origin, first seq, last seq) of each run of rows with one origin."""
    found: list[tuple[str, int, int]] = []
    for row in rows:
        origin = origin_of(row.key)
        if found and found[-1][0] == origin:
            found[-1] = (origin, found[-1][1], row.seq)
        else:
            found.append((origin, row.seq, row.seq))
    return found
