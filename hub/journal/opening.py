"""Start with the journal that is there, or with the best that is left of it; never empty where numbers were used.

Theory of operation. A file that SQLite or the hash chain finds broken is *set aside* (renamed, never deleted), and the
newest backup that is whole takes its place. Events after the backup that can still be read from the broken file, and
whose hashes follow the backup's, are taken over: the chain proves that they are the very events that were acknowledged.
The new file is built beside the old name, synced, and renamed last: a power cut at any moment leaves a state
from which the next start does the same again. What cannot be told is which events were lost behind those; the mark
tells how far numbers may have gone.

A full disk, a lock or a newer schema is not damage: those raise and change nothing.
"""

import contextlib
import logging
import os
import re
import shutil
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from hub.journal.backups import backup_files, good_backups
from hub.journal.chain import ChainBroken, Head, Row, follow, head_of, rows_after, verify_chain
from hub.journal.connection import BROKEN, connect, connect_untouched, is_damage, page_fault
from hub.journal.journal import SqliteJournal
from hub.journal.lock import FileLock
from hub.journal.mark import STEP, Mark, Used, sync_folder
from hub.journal.schema import migrate, version
from hub.journal.snapshots import newest_with_head
from hub.journal.wal import commits_in, lost_commits
from hub.journal.writer import INSERT_EVENT, INSERT_INBOX, spans

QUICK_CHECK_BYTES = 64 * 1024 * 1024
"""Larger files have their pages checked by ``check`` after the start: reading a year from a card takes too long."""

SALVAGE_PART = 1000
"""Events taken over in one transaction."""

_LOG = logging.getLogger(__name__)


class Damaged(Exception):
    """The file is not a whole journal."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a start has found.

    ``lost_after``: None, or, where a damaged file was replaced, the last event that is still there: any later ones are
    lost. ``used``: the highest number that may be on paper (None: none was ever given out); after a loss, numbers of
    that day go on above it. ``salvaged``: events that only the damaged file had. ``set_aside``: where that file is now.
    """

    journal: SqliteJournal
    lost_after: int | None = None
    used: Used | None = None
    salvaged: int = 0
    set_aside: Path | None = None

    @property
    def restored(self) -> bool:
        """True where a damaged or missing file was replaced."""
        return self.lost_after is not None

    def skip(self, day: str, serial: int) -> tuple[int, str]:
        """Numbers to leave out and their day ("": the present one), for a state that stands at this day and serial.

        A day that the backup does not know of starts above every number that its lost journal may have given out.
        """
        if not self.restored:
            return 0, ""
        if self.used is None:
            return STEP, ""
        if self.used.day > day:
            return self.used.serial, self.used.day
        return (max(0, self.used.serial - serial) if self.used.day == day else 0), ""


def open_journal(path: Path, backups: Path) -> Opened:
    """Open, repair or create. Raises ``JournalLocked``, ``NewerSchema``, or what the disk says (``sqlite3.Error``)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path.with_name(path.name + ".lock"))
    try:
        mark = Mark(path.with_name(path.name + ".mark"), backups / "mark")
        try:
            make_ready(path, may_be_new=mark.used is None and not backup_files(backups))
        except Damaged as damage:
            _LOG.error("the journal is damaged (%s): it is set aside", damage)
            lost_after, salvaged, aside = _replace(path, backups)
            return Opened(SqliteJournal(path, lock, mark), lost_after, mark.used, salvaged, aside)
        return Opened(SqliteJournal(path, lock, mark), used=mark.used)
    except BaseException:
        lock.release()
        raise


def make_ready(path: Path, may_be_new: bool) -> None:
    """Check the file and bring it to the newest schema. Raises ``Damaged`` and leaves it, or what the disk says."""
    if not may_be_new and not path.exists():
        raise Damaged("it is missing, and numbers have been given out")
    commits = commits_in(path)
    try:
        with contextlib.closing(connect(path)) as connection:
            if lost := lost_commits(connection, path, commits):
                raise Damaged(f"{lost} commits lie behind a break in the write-ahead log")
            if path.stat().st_size <= QUICK_CHECK_BYTES and (fault := page_fault(connection)):
                raise Damaged(fault)
            if not may_be_new and version(connection) == 0:
                raise Damaged("it is empty, and numbers have been given out")
            migrate(connection)
            _check_tail(connection, may_be_new)
    except BROKEN as error:
        if is_damage(error):
            raise Damaged(str(error)) from error
        raise
    except ChainBroken as error:
        raise Damaged(str(error)) from error
    sync_folder(path.parent)


def _check_tail(connection: sqlite3.Connection, may_be_empty: bool) -> None:
    newest = newest_with_head(connection)
    head = verify_chain(connection, newest[1] if newest else None)
    last = connection.execute("SELECT max(last_seq) FROM inbox").fetchone()[0] or 0
    if last != head.seq:
        raise Damaged(f"{head.seq} events, but {last} answered")
    if head.seq == 0 and not may_be_empty:
        raise Damaged("it has no events, and numbers have been given out")


def _replace(path: Path, backups: Path) -> tuple[int, int, Path | None]:
    """(last event kept, events salvaged, where the damaged file is)."""
    aside = _set_aside(path)
    fresh = path.with_name(path.name + ".restoring")
    for leftover in _family(fresh):
        leftover.unlink(missing_ok=True)
    best = next(good_backups(backups), None)
    if best is not None:
        shutil.copyfile(best.path, fresh)
    salvaged = 0
    with contextlib.closing(connect(fresh)) as connection:
        migrate(connection)
        for source in _set_aside_before(path):
            salvaged = salvaged or _salvage(source, connection)
        head = verify_chain(connection)
        connection.execute("PRAGMA journal_mode = delete")
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    fresh.replace(path)
    sync_folder(path.parent)
    _LOG.error("restored up to event %d, %d of them from the damaged file", head.seq, salvaged)
    return head.seq, salvaged, aside


def _family(path: Path) -> list[Path]:
    """A database and the files that SQLite keeps beside it."""
    return [path.with_name(path.name + ending) for ending in ("-wal", "-shm", "")]


def _set_aside(path: Path) -> Path | None:
    """Rename the damaged file; its WAL goes along, or SQLite would play it into the restored one."""
    if not any(member.exists() for member in _family(path)):
        return None
    number = max((known for known, _ in _numbered(path)), default=0) + 1
    aside = path.with_name(f"{path.name}.damaged-{number:03d}-{time.strftime('%Y%m%dT%H%M%S')}")
    for old, new in zip(_family(path), _family(aside), strict=True):
        if old.exists():
            old.replace(new)
    sync_folder(path.parent)
    return aside


def _numbered(path: Path) -> list[tuple[int, Path]]:
    pattern = re.compile(re.escape(path.name) + r"\.damaged-(\d{3,})-\d{8}T\d{6}")
    return [(int(match[1]), file) for file in path.parent.iterdir() if (match := pattern.fullmatch(file.name))]


def _set_aside_before(path: Path) -> list[Path]:
    """Damaged files, newest first."""
    return [file for _, file in sorted(_numbered(path), reverse=True)]


def _salvage(source: Path, target: sqlite3.Connection) -> int:
    """Take over events that follow the target's last one, as far as they can be read and their hashes fit."""
    taken = 0
    with contextlib.suppress(*BROKEN), contextlib.closing(connect_untouched(source)) as connection:
        while part := _whole_requests(connection, _readable(connection, head_of(target))):
            _take_over(target, part)
            taken += len(part)
    return taken


def _readable(source: sqlite3.Connection, head: Head) -> list[Row]:
    rows: list[Row] = []
    with contextlib.suppress(*BROKEN, ChainBroken):
        for row in follow(head, rows_after(source, head.seq, SALVAGE_PART)):
            rows.append(row)
    return rows


def _whole_requests(source: sqlite3.Connection, rows: list[Row]) -> list[Row]:
    """The rows without the last request, unless the inbox of the source says that it ends there."""
    if not rows:
        return rows
    origin, first, last = spans(rows)[-1]
    with contextlib.suppress(*BROKEN):
        if source.execute("SELECT 1 FROM inbox WHERE origin = ? AND last_seq = ?", (origin, last)).fetchone():
            return rows
    return [row for row in rows if row.seq < first]


def _take_over(target: sqlite3.Connection, rows: list[Row]) -> None:
    target.execute("BEGIN IMMEDIATE")
    target.executemany(INSERT_EVENT, rows)
    target.executemany(INSERT_INBOX, spans(rows))
    target.execute("COMMIT")
