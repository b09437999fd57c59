"""kill -9 at any instant under load: nothing told is lost, nothing is there twice. And the proof sees what it must."""

import random
from pathlib import Path

import pytest

from hub.core.events import Recorded
from tests.journal.histories import recorded, taken, tickets
from tools.crash.driver import Driver
from tools.crash.verdict import Verdict, judge
from tools.crash.world import Told, World

KILLS = 20
SEED = 7


def world(**told: Told) -> World:
    made = World(random.Random(1))
    made.told.update(told)
    return made


def judged(events: list[Recorded], **told: Told) -> Verdict:
    verdict = Verdict()
    judge(events, world(**told), verdict)
    return verdict


@pytest.mark.slow
async def test_a_kill_at_any_instant_loses_and_doubles_nothing(tmp_path: Path) -> None:
    driver = Driver(tmp_path / "journal.db", SEED)
    await driver.run(KILLS)
    assert driver.verdict == Verdict(), driver.report()
    assert driver.injected == KILLS


@pytest.mark.slow
async def test_acknowledging_before_the_commit_is_seen_as_loss(tmp_path: Path) -> None:
    driver = Driver(tmp_path / "journal.db", SEED, sabotage="ack-first")
    await driver.run(8)
    assert driver.verdict.lost, driver.report()


@pytest.mark.slow
async def test_forgetting_what_was_answered_is_seen_as_doubling(tmp_path: Path) -> None:
    driver = Driver(tmp_path / "journal.db", SEED, sabotage="no-dedupe")
    await driver.run(4)
    assert driver.verdict.duplicated, driver.report()


def test_an_answer_without_its_event_is_a_loss() -> None:
    assert judged(tickets(1, 3), o1=Told(1, 1), o9=Told(9, 9)).lost == {"o9"}


def test_a_link_or_a_number_on_two_tickets_is_a_double() -> None:
    verdict = judged([recorded(1, taken(1)), recorded(2, taken(1))])
    assert len(verdict.duplicated) == 2
    assert verdict.corrupt


def test_a_second_answer_that_differs_is_a_double() -> None:
    heard = world()
    heard.hear({"origin": "o1", "first": 1, "last": 1})
    heard.hear({"origin": "o1", "first": 1, "last": 1})
    assert heard.changed == set()
    heard.hear({"origin": "o1", "first": 2, "last": 2})
    assert heard.changed == {"o1"}


def test_a_whole_journal_is_clean() -> None:
    assert judged(tickets(1, 3), o1=Told(1, 1), o3=Told(3, 3)).clean
