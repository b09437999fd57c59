"""A journal in a folder of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hub.journal import Opened, open_journal
from hub.journal.journal import SqliteJournal

Open = Callable[[], Opened]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where the journal's file is."""
    return tmp_path / "hall" / "journal.db"


@pytest.fixture
def reopen(place: Path, tmp_path: Path) -> Iterator[Open]:
    """Open the journal of this test, once more each time it is called: the one before is closed."""
    held: list[SqliteJournal] = []

    def again() -> Opened:
        while held:
            held.pop().close()
        opened = open_journal(place, tmp_path / "backups")
        held.append(opened.journal)
        return opened

    yield again
    while held:
        held.pop().close()


@pytest.fixture
def journal(reopen: Open) -> SqliteJournal:
    """A new, empty journal."""
    return reopen().journal
