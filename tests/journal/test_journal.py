"""What is appended is there, whole, once, and stays as it was."""

import asyncio
import hashlib
import itertools
import sqlite3
import struct
import tempfile
from contextlib import closing
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from hub.core.commands import Outcome, Result
from hub.core.events import CounterClosed, DayOpened, Event, Missed, Rated, Recorded, Served, Undone
from hub.journal import open_journal
from hub.journal.chain import Head
from hub.journal.codec import Unstorable
from hub.journal.connection import PRAGMAS, connect
from hub.journal.journal import SqliteJournal
from hub.journal.lock import JournalLocked
from hub.journal.writer import Conflict
from tests.journal.conftest import Open
from tests.journal.histories import called, history, recorded, taken, tickets

SHAPES = st.lists(st.lists(st.integers(1, 4), min_size=1, max_size=5), min_size=1, max_size=8)
"""Batches of requests, each with so many events."""


def batches(shapes: list[list[int]]) -> list[list[Recorded]]:
    serials = itertools.count(1)
    requests = itertools.count(1)
    made = []
    for shape in shapes:
        batch = []
        for size in shape:
            origin = f"device:1:{next(requests)}"
            batch += [recorded(serial, taken(serial), origin) for serial in itertools.islice(serials, size)]
        made.append(batch)
    return made


@settings(max_examples=20, deadline=None)
@given(shapes=SHAPES)
def test_any_sequence_of_batches_reads_back_equal(shapes: list[list[int]]) -> None:
    wanted = batches(shapes)

    async def store(journal: SqliteJournal) -> None:
        for batch in wanted:
            await journal.append(batch)

    with tempfile.TemporaryDirectory() as folder:
        for attempt in range(2):
            journal = open_journal(Path(folder) / "j.db", Path(folder) / "backups").journal
            if not attempt:
                asyncio.run(store(journal))
            assert journal.read_after(0, -1) == list(itertools.chain(*wanted))
            assert journal.verify() == journal.head()
            journal.close()


async def test_reading_after_a_number_gives_the_next_ones_in_order(journal: SqliteJournal) -> None:
    await journal.append(tickets(1, 9))
    assert journal.read_after(3, 2) == tickets(1, 9)[3:5]
    assert journal.read_after(9, 5) == []


async def test_an_action_finds_its_first_answer(journal: SqliteJournal) -> None:
    batch = [recorded(1, taken(1), "keypad-1:3:9"), recorded(2, taken(2), "keypad-1:3:9"), recorded(3, taken(3))]
    await journal.append(batch)
    assert journal.events_of("keypad-1:3:9") == batch[:2]
    assert journal.events_of("keypad-1:3:8") == []


async def test_a_day_has_its_own_events(journal: SqliteJournal) -> None:
    events = list(history(3, 4))
    await journal.append(events)
    second = journal.days()[1]
    assert journal.day_events(second) == [event for event in events if event.day == second]
    assert journal.day_events("1999-01-01") == []


async def test_batches_that_come_at_once_are_stored_one_after_the_other(journal: SqliteJournal) -> None:
    await asyncio.gather(*(journal.append(tickets(n, 1, n)) for n in range(1, 30)))
    assert journal.read_after(0, -1) == tickets(1, 29)


async def test_an_empty_batch_is_nothing(journal: SqliteJournal) -> None:
    await journal.append([])
    assert journal.head() == Head()


async def refused(journal: SqliteJournal, *events: Recorded) -> str:
    """Append after what is there; the words of the refusal. Nothing of the batch may stay."""
    before = journal.read_after(0, -1)
    with pytest.raises(Conflict) as conflict:
        await journal.append(events)
    assert journal.read_after(0, -1) == before
    return str(conflict.value)


async def test_an_origin_is_answered_once(journal: SqliteJournal) -> None:
    await journal.append([recorded(1, taken(1), "a")])
    assert "key" in await refused(journal, recorded(2, taken(2), "b"), recorded(3, taken(3), "a"))


async def test_an_origin_cannot_come_back_within_a_batch(journal: SqliteJournal) -> None:
    await refused(journal, recorded(1, taken(1), "a"), recorded(2, taken(2), "b"), recorded(3, taken(3), "a"))


async def test_numbers_have_no_gap(journal: SqliteJournal) -> None:
    assert "seq" in await refused(journal, recorded(2, taken(1)))
    await journal.append(tickets(1, 2))
    assert "seq" in await refused(journal, recorded(2, taken(3), "again"))


async def test_a_number_of_a_day_belongs_to_one_ticket(journal: SqliteJournal) -> None:
    await journal.append([recorded(1, taken(7))])
    assert "ticket" in await refused(journal, recorded(2, taken(7)))
    await journal.append([recorded(2, taken(7, "2026-01-03"), day="2026-01-03")])


async def test_a_leg_is_rated_once(journal: SqliteJournal) -> None:
    await journal.append([recorded(1, Rated("l", 5))])
    assert "rating" in await refused(journal, recorded(2, Rated("l", 1)))


async def test_a_counter_has_one_open_call_and_a_leg_one_counter(journal: SqliteJournal) -> None:
    await journal.append([recorded(1, called("a", 1))])
    assert "open_call" in await refused(journal, recorded(2, called("b", 1)))
    assert "open_call" in await refused(journal, recorded(2, called("a", 2)))


@pytest.mark.parametrize(
    "end", [Served("a", 1, (Outcome("card", Result.DONE),)), Missed("a", 1), CounterClosed(1), DayOpened("2026-01-03")]
)
async def test_a_counter_calls_again_once_its_citizen_has_left(journal: SqliteJournal, end: Event) -> None:
    await journal.append([recorded(1, called("a", 1)), recorded(2, end), recorded(3, called("b", 1))])
    assert journal.head().seq == 3


async def test_a_slip_taken_back_brings_the_former_citizen_to_the_counter(journal: SqliteJournal) -> None:
    slip = [recorded(1, called("a", 1)), recorded(2, Served("a", 1, ()), "press"), recorded(3, called("b", 1), "press")]
    await journal.append([*slip, recorded(4, Undone(1, (("a", "finish"), ("b", "call"))))])
    await refused(journal, recorded(5, called("b", 1)))
    await journal.append([recorded(5, called("b", 2))])


async def test_what_cannot_be_read_back_refuses_its_batch_and_no_other(journal: SqliteJournal) -> None:
    with pytest.raises(Unstorable):
        await journal.append([*tickets(1, 1), recorded(2, Rated("\ud800", 5))])
    await journal.append(tickets(1, 2))
    assert journal.read_after(0, -1) == tickets(1, 2)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET body = '{}' WHERE seq = 1",
        "DELETE FROM event",
        "DELETE FROM event WHERE seq = 3",
        "INSERT OR REPLACE INTO event SELECT * FROM event WHERE seq = 1",
        "INSERT OR REPLACE INTO event SELECT 4, key, day, type, actor, device, mono, wall, clock_ok, body, hash, hash"
        " FROM event WHERE seq = 3",
        "UPDATE inbox SET origin = 'x'",
        "DELETE FROM inbox",
        "INSERT OR REPLACE INTO inbox SELECT * FROM inbox",
    ],
)
async def test_rows_are_never_changed_or_deleted(journal: SqliteJournal, statement: str) -> None:
    await journal.append(tickets(1, 3))
    with closing(connect(journal.path)) as stranger, pytest.raises(sqlite3.IntegrityError):
        stranger.execute(statement)
    assert journal.read_after(0, -1) == tickets(1, 3)


async def test_the_hash_is_over_the_bytes_that_the_documentation_names(journal: SqliteJournal) -> None:
    await journal.append(tickets(1, 2))
    with closing(connect(journal.path)) as reader:
        rows = reader.execute("SELECT * FROM event ORDER BY seq").fetchall()
    last = bytes(32)
    for seq, key, day, kind, actor, device, mono, wall, clock_ok, body, prev_hash, stored in rows:
        assert prev_hash == last
        plain = last + struct.pack(">qqqB", seq, mono, wall, clock_ok)
        for text in (key, day, kind, actor, device, body):
            plain += struct.pack(">I", len(text.encode())) + text.encode()
        last = hashlib.sha256(plain).digest()
        assert stored == last
    assert journal.head() == Head(2, last)


def test_the_settings_that_promises_rest_on_hold(journal: SqliteJournal) -> None:
    with closing(connect(journal.path)) as connection:
        found = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS}
    assert found == {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000, "recursive_triggers": 1
    }  # fmt: skip


def test_a_second_hub_cannot_open_the_same_journal(journal: SqliteJournal, tmp_path: Path) -> None:
    with pytest.raises(JournalLocked):
        open_journal(journal.path, tmp_path / "backups")


async def test_a_closed_journal_opens_where_it_ended(reopen: Open) -> None:
    await reopen().journal.append(tickets(1, 5))
    opened = reopen()
    assert not opened.restored
    assert opened.journal.head().seq == 5
    await opened.journal.append(tickets(6, 1, 6))
