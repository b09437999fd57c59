"""Copies of the running journal, each read back before it counts."""

import contextlib
import os
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hub.journal.chain import ChainBroken, Head, verify_chain
from hub.journal.connection import BROKEN, connect_reader, connect_untouched, page_fault
from hub.journal.mark import sync_folder

_NAME = re.compile(r"journal-(\d{6,})\.db")


class BackupFailed(Exception):
    """No backup was made; the older ones are still there."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy. ``number`` counts up, whatever the clock says; ``head`` is where its chain ends."""

    path: Path
    number: int
    head: Head


def backup_files(folder: Path) -> list[tuple[int, Path]]:
    """(number, file) of every backup, newest first, unchecked."""
    if not folder.is_dir():
        return []
    found = [(int(match[1]), path) for path in folder.iterdir() if (match := _NAME.fullmatch(path.name))]
    return sorted(found, reverse=True)


def check_file(path: Path) -> Head:
    """The head of a journal file that is whole. Raises one of ``BROKEN`` or ``ChainBroken``."""
    with contextlib.closing(connect_untouched(path)) as connection:
        if fault := page_fault(connection):
            raise sqlite3.DatabaseError(fault)
        return verify_chain(connection)


def good_backups(folder: Path) -> Iterator[Backup]:
    """Backups that are whole, newest first; each is checked when its turn comes."""
    for number, path in backup_files(folder):
        with contextlib.suppress(*BROKEN, ChainBroken):
            yield Backup(path, number, check_file(path))


def make_backup(journal: Path, folder: Path, keep: int) -> Backup:
    """Copy, check, name and then forget all but the newest ``keep``. Raises ``BackupFailed``."""
    number = max((known for known, _ in backup_files(folder)), default=0) + 1
    target = folder / f"journal-{number:06d}.db"
    part = target.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        _copy(journal, part)
        head = check_file(part)
        part.replace(target)
        for _, old in backup_files(folder)[keep:]:
            old.unlink()
        sync_folder(folder)
    except (*BROKEN, OSError, ChainBroken) as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise BackupFailed(str(error)) from error
    return Backup(target, number, head)


def _copy(journal: Path, part: Path) -> None:
    # In one step: a copy in several starts over whenever the writer commits in between, and a reader in WAL mode
    # delays nobody however long it takes.
    with contextlib.closing(connect_reader(journal)) as source, contextlib.closing(sqlite3.connect(part)) as copy:
        source.backup(copy)
        # Not WAL: the copy is one file that nobody writes, and can be read from a card that is write-protected.
        copy.execute("PRAGMA journal_mode = delete")
    with part.open("rb") as file:
        os.fsync(file.fileno())
