"""The journal of a hall: the port ``Journal`` of ``hub.service`` on SQLite.

Reads answer at once, on a connection of their own. Writes go to one thread, one after the other.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import ParamSpec, TypeVar

from hub.core.events import Recorded
from hub.core.hall import Hall
from hub.journal.backups import Backup, make_backup
from hub.journal.chain import ChainBroken, Head, head_of, rows_after, verify_chain
from hub.journal.codec import encode_hall, to_recorded
from hub.journal.connection import BROKEN, connect_reader, page_fault
from hub.journal.lock import FileLock
from hub.journal.mark import Mark
from hub.journal.snapshots import KEEP, hash_at, newest_snapshot, snapshot_row
from hub.journal.writer import Writer
from hub.service import JournalFailed

P = ParamSpec("P")
R = TypeVar("R")
_LOG = logging.getLogger(__name__)


ANSWER = "SELECT first_seq, last_seq FROM inbox WHERE origin = ?"
DAY = """SELECT first_seq, (SELECT min(first_seq) FROM day later WHERE later.first_seq > this.first_seq)
    FROM day this WHERE day = ?"""


@contextlib.contextmanager
def reading() -> Iterator[None]:
    """What SQLite cannot read is ``JournalFailed`` to the caller."""
    try:
        yield
    except BROKEN as error:
        raise JournalFailed(str(error)) from error


def fault_of(path: Path) -> str:
    """The first fault of a journal file, in words; "" where it is whole."""
    try:
        with contextlib.closing(connect_reader(path)) as connection:
            fault = page_fault(connection)
            verify_chain(connection)
    except (*BROKEN, ChainBroken) as error:
        return str(error)
    return fault


class SqliteJournal:
    """Made by ``open_journal``. All reads belong to the thread that opened it."""

    def __init__(self, path: Path, lock: FileLock, mark: Mark) -> None:
        self.path = path
        self._closed = False
        self._lock = lock
        self._reader = connect_reader(path)
        self._writer = Writer(path, mark)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="journal")

    async def append(self, batch: Sequence[Recorded]) -> None:
        """Store the batch in one durable transaction, or raise ``JournalFailed`` and store none of it."""
        await self._in_writer(self._writer.append, tuple(batch))

    async def snapshot(self, hall: Hall) -> None:
        """Keep this state (as it is at the call). A failure is logged: a snapshot saves time and promises nothing."""
        try:
            with reading():
                event_hash = hash_at(self._reader, hall.seq)
            row = await asyncio.to_thread(snapshot_row, hall.seq, event_hash, encode_hall(hall))
            await self._in_writer(self._writer.replace_snapshots, row, KEEP)
        except JournalFailed as failed:
            _LOG.warning("no snapshot at event %d: %s", hall.seq, failed)

    async def backup(self, folder: Path, keep: int) -> Backup:
        """A checked copy of the running journal; only the newest ``keep`` stay. Raises ``BackupFailed``."""
        return await asyncio.to_thread(make_backup, self.path, folder, keep)

    def load(self) -> Hall | None:
        """The newest snapshot that lies on the chain, or None."""
        with reading():
            return newest_snapshot(self._reader)

    def head(self) -> Head:
        """Number and hash of the last event: what the centre is shown."""
        with reading():
            return head_of(self._reader)

    def read_after(self, seq: int, limit: int) -> list[Recorded]:
        """Up to ``limit`` events with a higher number, in order (-1: all)."""
        with reading():
            return [to_recorded(row) for row in rows_after(self._reader, seq, limit)]

    def events_of(self, origin: str) -> list[Recorded]:
        """The events that answered an action, of whatever day; empty where it is new."""
        with reading():
            found = self._reader.execute(ANSWER, (origin,)).fetchone()
        return self.read_after(found[0] - 1, found[1] - found[0] + 1) if found else []

    def day_events(self, day: str) -> list[Recorded]:
        """The events of a business day, in order; empty for a day that never opened."""
        with reading():
            found = self._reader.execute(DAY, (day,)).fetchone()
        if found is None:
            return []
        first, following = found
        limit = -1 if following is None else following - first
        return [recorded for recorded in self.read_after(first - 1, limit) if recorded.day == day]

    def days(self) -> list[str]:
        """Every business day, oldest first."""
        with reading():
            return [day for (day,) in self._reader.execute("SELECT day FROM day ORDER BY first_seq")]

    def verify(self, after: Head | None = None) -> Head:
        """Check the chain after a known head (None: whole) and give the new head. Raises ``ChainBroken``."""
        with reading():
            return verify_chain(self._reader, after)

    async def check(self) -> str:
        """Read every page and the whole chain beside the running hall; "" or what is broken."""
        return await asyncio.to_thread(fault_of, self.path)

    def close(self) -> None:
        """Finish what is being written, then let go of the file. Closing again does nothing."""
        if self._closed:
            return
        self._closed = True
        self._thread.submit(self._writer.close).result()
        self._thread.shutdown()
        self._reader.close()
        self._lock.release()

    async def _in_writer(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: work(*args, **kwargs))
