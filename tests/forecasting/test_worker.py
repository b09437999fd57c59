"""The forecast's child: it corrects as the last night decided, and another one begins when there is a new night."""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from hub.core.outlook import Outlooks
from hub.forecasting.correction import LEAST_DAYS
from hub.forecasting.forecaster import Forecaster
from hub.forecasting.kept import Kept, write_kept
from hub.forecasting.learning import lessons_of
from hub.forecasting.lessons import Boost, Lessons
from hub.forecasting.scene import scene_of
from hub.forecasting.worker import Worker, worker_of
from tests.forecasting.test_correction import days
from tests.forecasting.test_forecaster import Told, crowded


def answered(worker: Worker) -> Outlooks:
    story = crowded()
    line = msgspec.json.encode(scene_of(story.hall, story.now_ms)) + b"\n"
    return msgspec.json.decode(worker.answer(line), type=Outlooks)


def kept(tmp_path: Path, state: str) -> Path:
    """The file of a night that decided so of the boosting."""
    facts, file = days(LEAST_DAYS), tmp_path / "lessons.json"
    lessons = replace(lessons_of(facts), boost=Boost(state, 60.0, 90.0, 7))
    write_kept(file, Kept(lessons=lessons, days=facts))
    return file


def test_where_the_boosting_won_the_child_fits_it_and_corrects(tmp_path: Path) -> None:
    plain, used = answered(Worker()), answered(worker_of(kept(tmp_path, "on")))
    assert used.legs == plain.legs
    assert used.asked["walk_in:card"].stretch50 > plain.asked["walk_in:card"].stretch50


def test_where_it_lost_or_there_is_no_file_the_child_corrects_nothing(tmp_path: Path) -> None:
    assert worker_of(kept(tmp_path, "off")) == Worker()
    assert worker_of(tmp_path / "nothing.json") == Worker()
    assert worker_of(None) == Worker()


def test_a_file_that_cannot_be_read_leaves_the_plays(tmp_path: Path) -> None:
    (tmp_path / "lessons.json").write_bytes(b"{torn")
    assert worker_of(tmp_path / "lessons.json") == Worker()


async def test_a_new_night_starts_another_child(tmp_path: Path) -> None:
    told, file = Told(crowded()), tmp_path / "lessons.json"
    command = (sys.executable, "-m", "hub.forecasting.worker", str(file))
    forecaster = Forecaster(told, lambda hall: None, command)
    running = asyncio.create_task(forecaster.run())
    before = await told.until(lambda each: "walk_in:card" in each.asked)
    kept(tmp_path, "on")
    forecaster.learned(Lessons(days=LEAST_DAYS))
    plain = before.asked["walk_in:card"].stretch50
    after = await told.until(lambda each: each.asked["walk_in:card"].stretch50 != plain)
    assert after.asked["walk_in:card"].stretch50 > plain
    assert forecaster.failures == 0
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
