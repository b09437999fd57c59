"""A disk that refuses: the batch is refused as a whole, and the journal goes on once the disk does."""

import contextlib
import resource
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.core.hall import Hall
from hub.journal import open_journal
from hub.journal.journal import SqliteJournal
from hub.service import JournalFailed
from tests.journal.histories import SETUP, tickets

SMALL_BYTES = 1_000_000
FILL = 200
"""Tickets in a batch that a small disk soon has no room for."""


@contextlib.contextmanager
def files_limited_to(size: int) -> Iterator[None]:
    """No file of this process can grow beyond ``size`` bytes: a write there ends in EFBIG, or short."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with one megabyte."""
    folder = tmp_path / "small"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL_BYTES}", "none", folder], check=True)
    yield folder
    subprocess.run(["umount", folder], check=True)


async def fill(journal: SqliteJournal) -> int:
    """Append until the disk refuses; how many events are acknowledged."""
    stored = journal.head().seq
    while True:
        try:
            await journal.append(tickets(stored + 1, FILL, stored + 1))
        except JournalFailed:
            return stored
        stored += FILL


async def test_a_file_that_cannot_grow_refuses_the_batch_and_recovers(journal: SqliteJournal) -> None:
    await journal.append(tickets(1, 10))
    with files_limited_to(journal.path.with_name("journal.db-wal").stat().st_size + 3000):
        for _ in range(3):
            with pytest.raises(JournalFailed):
                await journal.append(tickets(11, FILL, 11))
            assert journal.read_after(0, -1) == tickets(1, 10)
    await journal.append(tickets(11, FILL, 11))
    assert journal.read_after(0, -1) == tickets(1, 10 + FILL)
    assert journal.verify() == journal.head()


async def test_a_mark_that_cannot_be_written_refuses_the_batch(journal: SqliteJournal) -> None:
    await journal.append(tickets(1, 1))
    blocker = journal.path.with_name("journal.db.mark.new")
    blocker.mkdir()
    with pytest.raises(JournalFailed):
        await journal.append(tickets(2, 30, 2))
    assert journal.head().seq == 1
    blocker.rmdir()
    await journal.append(tickets(2, 30, 2))


async def test_a_snapshot_that_cannot_be_kept_stops_nobody(
    journal: SqliteJournal, caplog: pytest.LogCaptureFixture
) -> None:
    await journal.append(tickets(1, 10))
    with files_limited_to(1):
        await journal.snapshot(Hall(SETUP, seq=10))
    assert "no snapshot at event 10" in caplog.text
    assert journal.load() is None
    await journal.append(tickets(11, 1, 11))


async def test_a_full_disk_loses_nothing_that_was_acknowledged_and_recovers(small_disk: Path, tmp_path: Path) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(300_000))
    journal = open_journal(small_disk / "journal.db", tmp_path / "backups").journal
    stored = await fill(journal)
    assert stored
    assert journal.read_after(0, -1) == tickets(1, stored)
    assert await fill(journal) == stored
    ballast.unlink()
    await journal.append(tickets(stored + 1, FILL, stored + 1))
    assert journal.read_after(0, -1) == tickets(1, stored + FILL)
    journal.close()


async def test_a_start_on_a_full_disk_does_not_take_a_whole_journal_for_a_damaged_one(
    small_disk: Path, tmp_path: Path
) -> None:
    journal = open_journal(small_disk / "journal.db", tmp_path / "backups").journal
    stored = await fill(journal)
    with contextlib.suppress(OSError):
        (small_disk / "ballast").write_bytes(bytes(SMALL_BYTES))
    journal.close()
    opened = open_journal(small_disk / "journal.db", tmp_path / "backups")
    assert not opened.restored
    assert opened.journal.head().seq == stored
    opened.journal.close()
