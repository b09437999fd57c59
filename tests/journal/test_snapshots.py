"""A start reads what came after the newest state that can be trusted, and nothing before it."""

from contextlib import closing

import pytest

from hub.core import commands as c
from hub.core.hall import Hall
from hub.journal.connection import connect
from hub.journal.journal import SqliteJournal
from hub.journal.snapshots import KEEP
from hub.service import replay
from tests.core.story import Story
from tests.core.test_appointments import booking_hall, check_in, wish
from tests.journal.conftest import Open


async def kept(journal: SqliteJournal, visits: int = 6) -> Story:
    """A story in the journal, with a state kept after each visit."""
    story = Story()
    story.open(1)
    for _ in range(visits):
        story.take()
        stored = journal.head().seq
        await journal.append(story.journal[stored:])
        await journal.snapshot(story.hall)
    return story


def spoil(journal: SqliteJournal, statement: str) -> None:
    with closing(connect(journal.path)) as stranger:
        assert stranger.execute(statement).rowcount


async def test_the_newest_state_comes_back(journal: SqliteJournal) -> None:
    story = await kept(journal)
    assert journal.load() == story.hall


async def test_bookings_of_days_to_come_are_in_the_state_and_in_the_replay(journal: SqliteJournal) -> None:
    story = Story(booking_hall())
    story.do(wish(code="CODE0001"))
    story.do(wish(code="CODE0002", day="2020-01-14"))
    story.do(check_in("CODE0001"), after_s=4800)
    await journal.append(story.journal)
    await journal.snapshot(story.hall)
    assert journal.load() == story.hall
    story.do(c.CloseDay())
    await journal.append(story.journal[journal.head().seq :])
    state = journal.load()
    assert state is not None
    assert list(replay(journal, state).appointments.codes) == ["CODE0002"]
    assert replay(journal, Hall(story.first)) == story.hall


async def test_only_the_newest_states_stay(journal: SqliteJournal) -> None:
    await kept(journal, KEEP + 4)
    with closing(connect(journal.path)) as reader:
        assert reader.execute("SELECT count(*) FROM snapshot").fetchone() == (KEEP,)


@pytest.mark.parametrize(
    "damage",
    ["state = x'00'", "state = substr(state, 1, 50)", "hash = zeroblob(32)", "shape = 'older'",
     "state = (SELECT state FROM snapshot ORDER BY seq LIMIT 1)"],
)  # fmt: skip
async def test_a_state_that_cannot_be_trusted_is_passed_over_for_an_older_one(
    journal: SqliteJournal, damage: str
) -> None:
    story = await kept(journal)
    spoil(journal, f"UPDATE snapshot SET {damage} WHERE seq = (SELECT max(seq) FROM snapshot)")
    older = journal.load()
    assert older is not None
    assert older.seq < story.hall.seq
    assert replay(journal, older) == story.hall


async def test_without_any_state_everything_is_read_again(journal: SqliteJournal) -> None:
    story = await kept(journal)
    spoil(journal, "DELETE FROM snapshot")
    assert journal.load() is None
    assert replay(journal, Hall(story.first)) == story.hall


async def test_a_state_of_an_event_that_is_not_stored_is_not_kept(journal: SqliteJournal) -> None:
    story = await kept(journal, 1)
    stored = journal.head().seq
    story.take()
    await journal.snapshot(story.hall)
    loaded = journal.load()
    assert loaded is not None
    assert loaded.seq == stored


async def test_a_restart_goes_on_from_the_state(reopen: Open) -> None:
    story = await kept(reopen().journal)
    opened = reopen()
    loaded = opened.journal.load()
    assert loaded == story.hall
