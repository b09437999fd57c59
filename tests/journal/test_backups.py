"""A backup is made beside the running hall, read back before it counts, and opens as a journal."""

import asyncio
import shutil
from pathlib import Path

import pytest

from hub.journal import open_journal
from hub.journal.backups import BackupFailed, backup_files, good_backups
from hub.journal.journal import SqliteJournal
from tests.journal.histories import tickets


async def test_a_backup_is_the_journal_at_that_moment(journal: SqliteJournal, tmp_path: Path) -> None:
    await journal.append(tickets(1, 20))
    backup = await journal.backup(tmp_path / "backups", keep=2)
    await journal.append(tickets(21, 5, 21))
    assert backup.head.seq == 20
    shutil.copy(backup.path, tmp_path / "elsewhere.db")
    opened = open_journal(tmp_path / "elsewhere.db", tmp_path / "none")
    assert opened.journal.read_after(0, -1) == tickets(1, 20)
    await opened.journal.append(tickets(21, 1, 21))
    opened.journal.close()


async def test_the_hall_goes_on_while_a_backup_is_made(journal: SqliteJournal, tmp_path: Path) -> None:
    await journal.append(tickets(1, 500))
    copying = asyncio.create_task(journal.backup(tmp_path / "backups", keep=1))
    for n in range(501, 541):
        await journal.append(tickets(n, 1, n))
    backup = await copying
    assert 500 <= backup.head.seq <= 540
    assert journal.head().seq == 540
    assert next(good_backups(tmp_path / "backups")) == backup


async def test_only_the_newest_backups_stay(journal: SqliteJournal, tmp_path: Path) -> None:
    for n in range(1, 6):
        await journal.append(tickets(n, 1, n))
        await journal.backup(tmp_path / "backups", keep=2)
    assert [number for number, _ in backup_files(tmp_path / "backups")] == [5, 4]
    assert [backup.head.seq for backup in good_backups(tmp_path / "backups")] == [5, 4]


async def test_a_failed_backup_leaves_the_older_ones(journal: SqliteJournal, tmp_path: Path) -> None:
    await journal.append(tickets(1, 3))
    first = await journal.backup(tmp_path / "backups", keep=2)
    (tmp_path / "backups" / "journal-000002.part").mkdir()
    with pytest.raises(BackupFailed):
        await journal.backup(tmp_path / "backups", keep=1)
    assert backup_files(tmp_path / "backups") == [(1, first.path)]
    assert list(good_backups(tmp_path / "backups")) == [first]


async def test_a_backup_disk_that_is_not_there_is_told(journal: SqliteJournal, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(BackupFailed):
        await journal.backup(blocked / "backups", keep=1)


async def test_a_whole_journal_has_no_fault(journal: SqliteJournal) -> None:
    await journal.append(tickets(1, 30))
    assert await journal.check() == ""
