"""The night's process: a real journal in, the file of the lessons out."""

from pathlib import Path

import pytest

from hub.core import commands as c
from hub.core.events import Recorded
from hub.forecasting.facts import DayFacts
from hub.forecasting.kept import Kept, read_kept, write_kept
from hub.journal.opening import open_journal
from hub.night import learned, main
from tests.core.story import Story
from tests.fakes.archive import MemoryReader
from tests.forecasting.days import day_of

DAYS = ("2020-01-13", "2020-01-14", "2020-01-15")


def some_days() -> list[Recorded]:
    """Two days that are over and one that goes on; on each three citizens come and two are served."""
    story = Story(open_day=False)
    for day in DAYS:
        story.do(c.OpenDay(day))
        story.open(1)
        for _ in range(3):
            story.take("card")
        for _ in range(2):
            story.do(c.CallNext(1), after_s=60)
            story.do(c.FinishService(1), after_s=300)
        if day != DAYS[-1]:
            story.do(c.CloseDay(), after_s=3600)
            story.now_ms += 86_400_000 - 4320 * 1000
    return story.journal


async def test_days_that_are_over_are_learned_from_and_the_file_is_made_again_alike(tmp_path: Path) -> None:
    opened = open_journal(tmp_path / "journal.db", tmp_path / "backups")
    await opened.journal.append(some_days())
    file = tmp_path / "lessons.json"
    assert main([str(tmp_path / "journal.db"), str(file)]) == 0
    first = file.read_bytes()
    kept = read_kept(file)
    assert ([each.day for each in kept.days], kept.lessons.through, kept.lessons.days) == ([*DAYS[:2]], DAYS[1], 2)
    assert [sum(each.count for each in day.given) for day in kept.days] == [2, 2]
    file.unlink()
    assert main([str(tmp_path / "journal.db"), str(file)]) == 0
    assert file.read_bytes() == first
    opened.journal.close()


async def test_a_broken_file_is_told_and_made_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    opened = open_journal(tmp_path / "journal.db", tmp_path / "backups")
    await opened.journal.append(some_days())
    opened.journal.close()
    file = tmp_path / "lessons.json"
    file.write_text("{}")
    assert main([str(tmp_path / "journal.db"), str(file)]) == 0
    assert "made anew" in capsys.readouterr().err
    assert read_kept(file).lessons.days == 2


def test_days_that_the_file_holds_are_not_read_again_and_days_of_another_journal_go() -> None:
    marked = DayFacts(DAYS[0], 6)
    found = learned(MemoryReader(some_days()), Kept(days=[day_of(0), marked]))
    assert [each.day for each in found.days] == [*DAYS[:2]]
    assert found.days[0] == marked


def test_a_day_with_a_hole_in_it_teaches_nothing_and_that_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    events = some_days()
    broken = [each for each in events if not (each.day == DAYS[0] and type(each.event).__name__ == "TicketTaken")]
    found = learned(MemoryReader(broken), Kept())
    assert found.days[0] == DayFacts(DAYS[0], 0)
    assert [sum(each.count for each in day.given) for day in found.days] == [0, 2]
    assert DAYS[0] in capsys.readouterr().err


def test_wrong_arguments_are_a_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "usage" in capsys.readouterr().err


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    file = tmp_path / "lessons.json"
    write_kept(file, Kept(days=[day_of(1)]))
    write_kept(file, Kept())
    assert [each.name for each in tmp_path.iterdir()] == ["lessons.json"]
    assert read_kept(file) == Kept()
