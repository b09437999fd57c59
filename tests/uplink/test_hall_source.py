"""A hall's own journal as the source of its link."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.core import commands as c
from hub.core.hall import Hall
from hub.journal.journal import SqliteJournal
from hub.journal.opening import open_journal
from hub.journal.reader import SqliteReader
from hub.service import replay
from hub.uplink.source import HallSource, alarms_of
from tests.core.story import Story, setup


@pytest.fixture
async def kept(tmp_path: Path) -> AsyncIterator[tuple[Story, SqliteJournal, HallSource]]:
    """Two days of a hall on disk, and the source that reads them."""
    story = Story(setup())
    for day in ("2020-01-14", ""):
        story.open(1)
        for _ in range(3):
            story.serving(1)
            story.do(c.FinishService(1), after_s=60)
        if day:
            story.do(c.CloseCounter(1))
            story.do(c.CloseDay())
            story.do(c.OpenDay(day), after_s=50_000)
    path = tmp_path / "journal.db"
    journal = open_journal(path, tmp_path / "backups").journal
    await journal.append(story.journal)
    hall = replay(journal, Hall(story.first))
    source = HallSource(
        lambda: SqliteReader(path), lambda: hall, lambda: story.now_ms, lambda: {"disk": 1}, lambda: True
    )
    yield story, journal, source
    source.close()
    journal.close()


Kept = tuple[Story, SqliteJournal, HallSource]


async def test_every_event_is_told_with_the_hash_of_the_chain(kept: Kept) -> None:
    story, journal, source = kept
    pieces = await source.after(0, 10_000)
    told = [json.loads(piece.body) for piece in pieces]
    assert [each["seq"] for each in told] == [each.seq for each in story.journal]
    assert told[-1]["hash"] == journal.head().hash.hex()
    assert await source.hash_at(len(told)) == told[-1]["hash"]
    assert await source.hash_at(len(told) + 1) == ""


async def test_wherever_it_begins_it_tells_the_same(kept: Kept) -> None:
    _, _, source = kept
    whole = await source.after(0, 10_000)
    for seq in range(len(whole)):
        assert await source.after(seq, 3) == whole[seq : seq + 3]


def test_a_centre_hears_of_calls_that_nobody_hears_and_of_devices_that_are_silent() -> None:
    devices = [{"state": state} for state in ("online", "ready", "never_started", "lost", "never_seen")]
    assert alarms_of(devices, 1, failing=True, fenced=True) == {"disk": 1, "device": 2, "sound": 1, "fenced": 1}
    assert alarms_of(devices[:3], 0, failing=False, fenced=False) == {}


async def test_the_standing_carries_the_head_of_the_chain(kept: Kept) -> None:
    _, journal, source = kept
    told = await source.standing()
    assert told is not None
    assert (told.seq, told.head) == (journal.head().seq, journal.head().hash.hex()[:16])
    assert told.alarms == {"disk": 1}
    assert told.served == 3
