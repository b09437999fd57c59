"""Beside a real journal: in a process of its own, from the state before the day, and without a trace in the journal."""

import contextlib
from pathlib import Path

import pytest

from hub.core import commands as c
from hub.core.apply import apply
from hub.core.hall import Hall
from hub.journal import open_journal
from hub.journal.reader import SqliteReader
from hub.shadow.judging import judged
from hub.shadow.whole import whole
from tests.core.story import Story, setup
from tests.core.walk import Walk
from tests.shadow.conftest import DAY, OTHER, rows_of, worked


async def test_the_journal_is_byte_for_byte_the_same_whether_somebody_looks_or_not(tmp_path: Path) -> None:
    plain, nothing = await worked(tmp_path / "plain", looked_at=False)
    beside, known = await worked(tmp_path / "beside", looked_at=True)
    assert nothing is None
    assert known is not None
    assert known["failed"] is False
    assert rows_of(plain) == rows_of(beside)
    assert len(rows_of(plain)) > 40


async def test_the_process_says_what_the_core_says_of_the_same_events(tmp_path: Path) -> None:
    path, known = await worked(tmp_path / "hall", looked_at=True)
    assert known is not None
    with contextlib.closing(SqliteReader(path)) as reader:
        hall = reader.hall_before(DAY, setup())
        assert hall is not None
        here = judged(hall, reader.day_events(DAY), OTHER)
    assert known["calls"] == here
    assert (here["judged"], here["unexplained"]) == (6, 0)
    assert here["different"] > 0
    assert [row["name"] for row in known["whole"]["rows"]] == ["recorded", "first", "second"]


def two_days() -> Story:
    """Sixty steps of a random day, and of the next."""
    walk = Walk(5)
    for _ in range(2):
        for _ in range(60):
            walk.step()
        walk.next_day()
    return walk.story


def until(story: Story, seq: int) -> Hall:
    """The hall that the first events alone give."""
    hall = Hall(story.first)
    for recorded in story.journal[:seq]:
        apply(hall, recorded)
    return hall


@pytest.mark.parametrize("kept", [False, True])
async def test_a_day_begins_with_what_the_days_before_have_taught(tmp_path: Path, kept: bool) -> None:
    """From a kept state or from the start of the journal: the hall before the second day is the same."""
    story = two_days()
    days = list(dict.fromkeys(each.day for each in story.journal if each.day))
    first_seq = next(each.seq for each in story.journal if each.day == days[1])
    journal = open_journal(tmp_path / "journal.db", tmp_path / "backups").journal
    try:
        await journal.append(story.journal[: first_seq // 2])
        if kept:
            await journal.snapshot(until(story, first_seq // 2))
        await journal.append(story.journal[first_seq // 2 :])
        await journal.snapshot(story.replayed())
        with contextlib.closing(SqliteReader(tmp_path / "journal.db")) as reader:
            found = reader.hall_before(days[1], story.first)
            assert reader.hall_before("2019-01-01", story.first) is None
    finally:
        journal.close()
    assert found == until(story, first_seq - 1)
    assert found is not None
    assert found.pace.services


def test_a_day_of_nobody_has_no_whole() -> None:
    story = Story()
    story.open(1)
    story.do(c.CloseCounter(1), after_s=600)
    assert whole([each for each in story.journal if each.day], story.first, OTHER) is None
