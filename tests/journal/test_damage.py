"""A damaged file is set aside, and what comes in its place never uses a number again."""

import asyncio
import contextlib
import random
import shutil
import sqlite3
import tempfile
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from hub.core.events import Recorded
from hub.journal import Opened, open_journal
from hub.journal.connection import PAGE_BYTES, connect
from hub.journal.journal import SqliteJournal
from hub.journal.mark import STEP
from hub.journal.schema import NewerSchema
from tests.journal.conftest import Open
from tests.journal.histories import recorded, taken, tickets

DAY = "2026-01-02"


def flatten(place: Path) -> None:
    """Write the WAL back, so that the file alone is the journal."""
    with contextlib.closing(connect(place)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def zero_header(place: Path) -> None:
    with place.open("r+b") as file:
        file.write(bytes(100))


def random_bytes(place: Path) -> None:
    chance = random.Random(2)
    with place.open("r+b") as file:
        for _ in range(40):
            file.seek(chance.randrange(place.stat().st_size))
            file.write(chance.randbytes(64))


def truncate(place: Path) -> None:
    with place.open("r+b") as file:
        file.truncate(place.stat().st_size // 2 + 77)


def empty(place: Path) -> None:
    place.write_bytes(b"")


def change_a_word(place: Path) -> None:
    """The pages stay sound; the chain tells."""
    place.write_bytes(place.read_bytes().replace(b'"walk_in"', b'"walk_1n"', 1))


def foreign(place: Path) -> None:
    """A sound database of somebody else."""
    place.unlink()
    with contextlib.closing(sqlite3.connect(place)) as connection:
        connection.executescript("CREATE TABLE recipe (name); PRAGMA user_version = 3;")


DAMAGES = (zero_header, random_bytes, truncate, empty, change_a_word, foreign)


async def lived(reopen: Open, backups: Path, backed_up: int, later: int) -> list[Recorded]:
    """A journal with a backup after ``backed_up`` tickets, and closed after ``later`` more."""
    journal = reopen().journal
    events = tickets(1, backed_up + later)
    await journal.append(events[:backed_up])
    await journal.backup(backups, keep=2)
    await journal.append(events[backed_up:])
    journal.close()
    flatten(journal.path)
    return events


def assert_numbers_go_on(opened: Opened, events: list[Recorded]) -> None:
    """What is left is a true beginning of what was, and numbers are skipped over all that may be on paper."""
    left = opened.journal.read_after(0, -1)
    assert left == events[: len(left)]
    assert opened.restored
    assert opened.lost_after == len(left)
    assert opened.journal.verify().seq == len(left)
    assert opened.used is not None
    assert len(left) + opened.skip(DAY, len(left))[0] >= len(events)


@pytest.mark.parametrize("damage", DAMAGES)
async def test_a_damaged_file_is_set_aside_and_the_backup_takes_its_place(
    damage: object, reopen: Open, place: Path, tmp_path: Path
) -> None:
    events = await lived(reopen, tmp_path / "backups", 100, 50)
    damage(place)  # type: ignore[operator]
    before = place.read_bytes()
    opened = open_journal(place, tmp_path / "backups")
    assert opened.set_aside is not None
    assert damage in (foreign, empty) or opened.set_aside.read_bytes() == before
    assert len(opened.journal.read_after(0, -1)) >= 100
    assert_numbers_go_on(opened, events)
    following = len(opened.journal.read_after(0, -1)) + 1
    await opened.journal.append([recorded(following, taken(151 + STEP), "first after the loss")])
    opened.journal.close()
    again = open_journal(place, tmp_path / "backups")
    assert not again.restored
    again.journal.close()


async def test_without_a_backup_numbers_still_go_on(reopen: Open, place: Path, tmp_path: Path) -> None:
    journal = reopen().journal
    await journal.append(tickets(1, 30))
    journal.close()
    flatten(place)
    zero_header(place)
    opened = open_journal(place, tmp_path / "backups")
    assert opened.lost_after == 0
    assert opened.skip(DAY, 0)[0] >= 30
    opened.journal.close()


async def test_a_journal_that_was_deleted_is_not_an_empty_start(reopen: Open, place: Path, tmp_path: Path) -> None:
    events = await lived(reopen, tmp_path / "backups", 20, 5)
    place.unlink()
    opened = open_journal(place, tmp_path / "backups")
    assert_numbers_go_on(opened, events)
    assert opened.set_aside is None
    opened.journal.close()


async def test_the_mark_beside_the_backups_serves_when_its_twin_is_gone(
    reopen: Open, place: Path, tmp_path: Path
) -> None:
    await lived(reopen, tmp_path / "backups", 20, 30)
    shutil.rmtree(place.parent)
    opened = open_journal(place, tmp_path / "backups")
    assert opened.used is not None
    assert opened.used.serial >= 50
    opened.journal.close()


async def test_without_any_mark_some_numbers_are_skipped_all_the_same(
    reopen: Open, place: Path, tmp_path: Path
) -> None:
    await lived(reopen, tmp_path / "backups", 20, 0)
    zero_header(place)
    for mark in (place.with_name("journal.db.mark"), tmp_path / "backups" / "mark"):
        mark.write_bytes(b"junk")
    opened = open_journal(place, tmp_path / "backups")
    assert opened.skip(DAY, 20) == (STEP, "")
    opened.journal.close()


async def test_a_missing_backup_disk_stops_nobody(place: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    opened = open_journal(place, blocked / "backups")
    await opened.journal.append(tickets(1, 3))
    assert opened.journal.head().seq == 3
    opened.journal.close()


async def test_events_after_the_backup_are_taken_over_from_the_damaged_file(
    reopen: Open, place: Path, tmp_path: Path
) -> None:
    events = await lived(reopen, tmp_path / "backups", 100, 50)
    content = place.read_bytes()
    assert content.count(b'"A140"') >= 1
    place.write_bytes(content.replace(b'"A140"', b'"A999"', 1))
    opened = open_journal(place, tmp_path / "backups")
    assert opened.salvaged == 39
    assert opened.lost_after == 139
    assert opened.journal.read_after(0, -1) == events[:139]
    assert opened.journal.events_of("o139") == [events[138]]
    opened.journal.close()


async def test_half_a_request_is_not_taken_over(reopen: Open, place: Path, tmp_path: Path) -> None:
    journal = reopen().journal
    await journal.append(
        [*tickets(1, 4), *(recorded(n, taken(n), "one press") for n in range(5, 9)), *tickets(9, 2, 9)]
    )
    journal.close()
    flatten(place)
    place.write_bytes(place.read_bytes().replace(b'"A007"', b'"A999"', 1))
    opened = open_journal(place, tmp_path / "backups")
    assert opened.lost_after == 4
    assert opened.journal.events_of("one press") == []
    opened.journal.close()


async def test_a_damaged_backup_is_passed_over_for_an_older_one(reopen: Open, place: Path, tmp_path: Path) -> None:
    journal = reopen().journal
    await journal.append(tickets(1, 10))
    await journal.backup(tmp_path / "backups", keep=3)
    await journal.append(tickets(11, 10, 11))
    newer = await journal.backup(tmp_path / "backups", keep=3)
    journal.close()
    random_bytes(newer.path)
    zero_header(place)
    opened = open_journal(place, tmp_path / "backups")
    assert opened.lost_after == 10
    opened.journal.close()


async def test_a_restore_that_was_cut_short_is_done_again(reopen: Open, place: Path, tmp_path: Path) -> None:
    """Power fails after the damaged file was set aside and before its replacement has the name."""
    events = await lived(reopen, tmp_path / "backups", 10, 5)
    aside = place.with_name("journal.db.damaged-001-20260102T090000")
    place.replace(aside)
    place.with_name("journal.db.restoring").write_bytes(b"half a copy")
    opened = open_journal(place, tmp_path / "backups")
    assert opened.salvaged == 5
    assert opened.journal.read_after(0, -1) == events
    opened.journal.close()


async def test_a_file_of_a_later_program_is_left_alone(reopen: Open, place: Path, tmp_path: Path) -> None:
    reopen().journal.close()
    with contextlib.closing(connect(place)) as connection:
        connection.execute("PRAGMA user_version = 999")
    with pytest.raises(NewerSchema):
        open_journal(place, tmp_path / "backups")
    assert [file.name for file in place.parent.glob("*damaged*")] == []


def test_an_empty_folder_is_an_ordinary_first_start(place: Path, tmp_path: Path) -> None:
    opened = open_journal(place, tmp_path / "backups")
    assert not opened.restored
    assert opened.used is None
    assert opened.skip(DAY, 0) == (0, "")
    opened.journal.close()


def close_as_if_killed(journal: SqliteJournal) -> None:
    """Leave the files as they are now, with what is only in the log."""
    files = [journal.path, journal.path.with_name("journal.db-wal")]
    kept = [file.read_bytes() for file in files]
    journal.close()
    for file, content in zip(files, kept, strict=True):
        file.write_bytes(content)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hall's folder with a journal of 60 tickets, the last ten still in its WAL, and a backup of the first 30."""
    folder = tmp_path_factory.mktemp("whole")

    async def live() -> None:
        journal = open_journal(folder / "journal.db", folder / "backups").journal
        await journal.append(tickets(1, 30))
        await journal.backup(folder / "backups", keep=1)
        await journal.append(tickets(31, 20, 31))
        flatten(journal.path)
        await journal.append(tickets(51, 10, 51))
        close_as_if_killed(journal)

    asyncio.run(live())
    return folder


def frames_of(log: Path) -> list[int]:
    """Where the frames of a write-ahead log start."""
    return list(range(32, log.stat().st_size, 24 + PAGE_BYTES))


async def killed(folder: Path, commits: int) -> Path:
    """The write-ahead log of a hub that was killed after so many commits."""
    journal = open_journal(folder / "journal.db", folder / "backups").journal
    await journal.append(tickets(1, 10))
    await journal.backup(folder / "backups", keep=1)
    flatten(journal.path)
    for n in range(11, 11 + commits):
        await journal.append(tickets(n, 1, n))
    close_as_if_killed(journal)
    return folder / "journal.db-wal"


async def test_a_break_in_the_middle_of_the_log_is_damage(tmp_path: Path) -> None:
    log = await killed(tmp_path, 10)
    content = bytearray(log.read_bytes())
    content[frames_of(log)[20] + 500] ^= 1
    log.write_bytes(content)
    opened = open_journal(tmp_path / "journal.db", tmp_path / "backups")
    assert opened.restored
    assert opened.salvaged
    assert_numbers_go_on(opened, tickets(1, 20))
    opened.journal.close()


async def test_a_torn_end_of_the_log_is_an_ordinary_power_cut(tmp_path: Path) -> None:
    log = await killed(tmp_path, 10)
    content = bytearray(log.read_bytes())
    content[frames_of(log)[-2] + 500] ^= 1
    log.write_bytes(content)
    opened = open_journal(tmp_path / "journal.db", tmp_path / "backups")
    assert not opened.restored
    assert opened.journal.read_after(0, -1) == tickets(1, 19)
    opened.journal.close()


@settings(max_examples=60, deadline=None)
@given(draw=st.data())
def test_whatever_bytes_break_no_number_comes_twice_and_no_event_is_changed(whole: Path, draw: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "hall"
        shutil.copytree(whole, folder)
        victim = folder / draw.draw(st.sampled_from(("journal.db", "journal.db", "journal.db-wal")))
        content = bytearray(victim.read_bytes())
        for _ in range(draw.draw(st.integers(1, 4))):
            at = draw.draw(st.integers(0, len(content) - 1) | st.integers(0, 99))
            content[at : at + draw.draw(st.integers(1, 200))] = draw.draw(st.binary(min_size=1, max_size=200))
        victim.write_bytes(content[: draw.draw(st.just(len(content)) | st.integers(0, len(content)))])
        opened = open_journal(folder / "journal.db", folder / "backups")
        left = opened.journal.read_after(0, -1)
        opened.journal.close()
        assert left == tickets(1, 60)[: len(left)]
        assert len(left) >= 30
        assert opened.used is not None
        assert opened.used.serial >= 60
