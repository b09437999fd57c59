"""When the hall learns, and that it goes on whatever becomes of the night."""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.core import commands as c
from hub.core.hall import Hall
from hub.forecasting.kept import Broken, Kept, read_kept, read_lessons, write_kept
from hub.forecasting.learning import lessons_of
from hub.forecasting.lessons import NOTHING, Lessons
from hub.forecasting.nights import Nights
from tests.core.story import Story
from tests.forecasting.days import arrived, day_of, given, promise

FACTS = [
    day_of(n, arrived=[arrived(9, 30)], given=[given(9, 20, 400)], promises=[promise(400.5), promise(9, at_least=True)])
    for n in range(5)
]
KEPT = Kept(lessons=lessons_of(FACTS), days=FACTS)


class Heard:
    """Who is told of lessons; keeps them."""

    def __init__(self) -> None:
        self.lessons: list[Lessons] = []
        self.news = asyncio.Event()

    def learned(self, lessons: Lessons) -> None:
        self.lessons.append(lessons)
        self.news.set()

    async def until(self, wanted: Callable[[Lessons], bool]) -> None:
        """A test that waits in vain is ended by this limit."""
        async with asyncio.timeout(30):
            while not (self.lessons and wanted(self.lessons[-1])):
                self.news.clear()
                await self.news.wait()


def command(tmp_path: Path) -> tuple[str, ...]:
    """A child that puts the lessons in their place, and says so in a file of its own."""
    write_kept(tmp_path / "made.json", KEPT)
    copies = "import pathlib, sys; p = pathlib.Path(sys.argv[1]); (p / 'lessons.json').write_bytes((p / 'made.json').read_bytes())"
    return sys.executable, "-c", copies, str(tmp_path)


def nights(tmp_path: Path, heard: Heard, hall: Hall, days: list[str], child: tuple[str, ...] = ()) -> Nights:
    async def known() -> list[str]:
        return days

    return Nights(tmp_path / "lessons.json", child or command(tmp_path), lambda: hall, known, heard.learned)


async def ended(running: "asyncio.Task[None]") -> None:
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


def test_the_file_gives_back_what_was_written_and_the_hub_reads_the_lessons_alone(tmp_path: Path) -> None:
    file = tmp_path / "lessons.json"
    assert (read_lessons(file), read_kept(file)) == (NOTHING, Kept())
    write_kept(file, KEPT)
    assert read_kept(file) == KEPT
    assert read_lessons(file) == KEPT.lessons
    assert [each.name for each in tmp_path.iterdir()] == ["lessons.json"]


@pytest.mark.parametrize(
    "content", [b"", b"{", b'{"version":1}', b'{"version":99,"lessons":{},"days":[]}', b"\xff\x00", b"[]"]
)
def test_a_broken_file_is_told_by_name(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "lessons.json"
    file.write_bytes(content)
    with pytest.raises(Broken, match=r"lessons\.json: "):
        read_lessons(file)


async def test_a_closed_day_is_learned_from(tmp_path: Path) -> None:
    heard, story = Heard(), Story()
    night = nights(tmp_path, heard, story.hall, [])
    running = asyncio.create_task(night.run())
    await heard.until(lambda lessons: lessons == NOTHING)
    story.do(c.CloseDay())
    night.tell(story.hall, story.journal[-1:])
    await heard.until(lambda lessons: lessons == KEPT.lessons)
    assert night.lessons == KEPT.lessons
    await ended(running)


async def test_a_start_learns_of_days_that_the_file_does_not_know(tmp_path: Path) -> None:
    heard, story = Heard(), Story()
    running = asyncio.create_task(nights(tmp_path, heard, story.hall, ["2020-01-10", story.hall.day]).run())
    await heard.until(lambda lessons: lessons == KEPT.lessons)
    await ended(running)


async def test_a_start_with_the_last_day_in_the_file_has_nothing_to_do(tmp_path: Path) -> None:
    write_kept(tmp_path / "lessons.json", KEPT)
    heard, story = Heard(), Story()
    child = (sys.executable, "-c", "raise SystemExit(3)")
    night = nights(tmp_path, heard, story.hall, [FACTS[-1].day, story.hall.day], child)
    running = asyncio.create_task(night.run())
    await heard.until(lambda lessons: lessons == KEPT.lessons)
    assert not await night._is_behind()
    await ended(running)


async def test_a_broken_file_is_made_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "lessons.json").write_bytes(b"{")
    heard, story = Heard(), Story()
    running = asyncio.create_task(nights(tmp_path, heard, story.hall, ["2020-01-10", story.hall.day]).run())
    await heard.until(lambda lessons: lessons == KEPT.lessons)
    assert "lessons.json" in caplog.text
    await ended(running)


@pytest.mark.parametrize("child", [(sys.executable, "-c", "raise SystemExit(3)"), ("/no/such/program",)])
async def test_a_night_that_fails_is_told_and_leaves_the_lessons(
    tmp_path: Path, child: tuple[str, ...], caplog: pytest.LogCaptureFixture
) -> None:
    write_kept(tmp_path / "lessons.json", KEPT)
    heard, story = Heard(), Story()
    night = nights(tmp_path, heard, story.hall, [], child)
    night._read()
    await night._learn()
    assert "nothing was learned" in caplog.text
    assert night.lessons == KEPT.lessons
