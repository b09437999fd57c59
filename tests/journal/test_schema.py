"""Files of every older version open, keep what they hold, and obey the rules of the newest."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from hub.core.events import Rated
from hub.journal.connection import connect
from hub.journal.schema import migrate, steps, version
from hub.journal.writer import Conflict
from tests.journal.conftest import Open
from tests.journal.histories import history, recorded, taken

FIXTURES = Path(__file__).parent / "fixtures"
OLD = sorted(FIXTURES.glob("*.sql"))
STORED = list(history(1, 3))
"""What every stored old database holds."""


def test_there_is_a_stored_database_of_every_version() -> None:
    assert [int(file.stem) for file in OLD] == [number for number, _ in steps()]


@pytest.mark.parametrize("dump", OLD, ids=lambda file: file.stem)
async def test_an_old_journal_opens_and_goes_on(dump: Path, place: Path, reopen: Open) -> None:
    place.parent.mkdir()
    with closing(sqlite3.connect(place)) as old:
        old.executescript(dump.read_text("utf-8"))
        assert version(old) == int(dump.stem)
    opened = reopen()
    assert not opened.restored
    journal = opened.journal
    assert journal.read_after(0, -1) == STORED
    assert journal.verify().seq == len(STORED)
    day = journal.days()[0]
    with pytest.raises(Conflict):
        await journal.append([recorded(len(STORED) + 1, taken(2, day), "again", day)])
    with pytest.raises(Conflict):
        await journal.append([recorded(len(STORED) + 1, Rated(f"{day}-2.1", 1), "again", day)])
    await journal.append([recorded(len(STORED) + 1, taken(4, day), "new", day)])
    assert journal.day_events(day)[-1].event == taken(4, day)


def schema_of(path: Path) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(path)) as reader:
        return reader.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY 1, 2").fetchall()


@pytest.mark.parametrize("dump", OLD, ids=lambda file: file.stem)
def test_an_old_file_comes_to_the_very_schema_of_a_new_one(dump: Path, tmp_path: Path) -> None:
    for name, script in (("old.db", dump.read_text("utf-8")), ("new.db", "")):
        with closing(sqlite3.connect(tmp_path / name)) as plain:
            plain.executescript(script)
        with closing(connect(tmp_path / name)) as connection:
            migrate(connection)
    assert schema_of(tmp_path / "old.db") == schema_of(tmp_path / "new.db")


def test_a_step_that_fails_leaves_the_version_before_it(tmp_path: Path) -> None:
    with closing(connect(tmp_path / "j.db")) as connection:
        connection.execute("CREATE TABLE rating (occupied)")
        with pytest.raises(sqlite3.OperationalError):
            migrate(connection)
        assert version(connection) == 1
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    assert "ticket" not in tables
