"""kill -9 of the whole hub under HTTP and MQTT load; and the audit sees what it must see."""

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hub.core.events import Recorded
from hub.devices.acl import Role
from hub.devices.credentials import make_credential
from tests.journal.histories import tickets
from tools.crash.crowd import Crowd
from tools.crash.hall_driver import HallDriver
from tools.crash.hall_verdict import judge_hall
from tools.crash.verdict import Verdict
from tools.peers.hall import RealHall
from tools.peers.keypad import Heard, Keypad
from tools.running.hub_child import HubChild

SEED = 7


def crowd(*papers: dict[str, Any]) -> Crowd:
    hall = RealHall(HubChild(Path("hall.toml"), Path("data")), [], [], "city")
    made = Crowd(hall, random.Random(1), [Keypad(make_credential("keypad-1", Role.KEYPAD, 1), "city")])
    made.papers.update({f"citizen-{number}": paper for number, paper in enumerate(papers)})
    return made


def paper_of(recorded: Recorded) -> dict[str, Any]:
    event: Any = recorded.event
    return {"id": event.ticket, "number": event.number, "link": event.link}


def judged(events: list[Recorded], world: Crowd) -> Verdict:
    verdict = Verdict()
    judge_hall(events, world, events[0].day, verdict)
    return verdict


@pytest.mark.slow
async def test_the_hub_killed_at_any_instant_loses_and_doubles_nothing(tmp_path: Path) -> None:
    driver = HallDriver(tmp_path / "hall", SEED)
    await driver.run(6)
    assert driver.verdict == Verdict(), driver.report()
    assert driver.injected == 6


@pytest.mark.slow
async def test_a_hub_that_answers_before_its_commit_is_found_out(tmp_path: Path) -> None:
    driver = HallDriver(tmp_path / "hall", SEED, "ack-first")
    await driver.run(4)
    assert driver.verdict.lost, driver.report()


@pytest.mark.slow
async def test_a_hub_that_forgets_whom_it_answered_is_found_out(tmp_path: Path) -> None:
    driver = HallDriver(tmp_path / "hall", SEED, "no-dedupe")
    await driver.run(3)
    assert driver.verdict.duplicated, driver.report()


def test_a_world_that_holds_what_the_journal_holds_is_clean() -> None:
    events = tickets(1, 3)
    assert judged(events, crowd(*map(paper_of, events))).clean


def test_a_paper_whose_ticket_is_in_no_event_is_a_loss_even_if_its_number_is_used() -> None:
    events = tickets(1, 3)
    papers = [*map(paper_of, events[:2]), {**paper_of(events[2]), "link": "another"}]
    assert judged(events, crowd(*papers)).lost


def test_an_acknowledged_press_that_is_in_no_event_is_a_loss() -> None:
    events = tickets(1, 1)
    world = crowd(paper_of(events[0]))
    world.keypads[0].heard.append(Heard(1, 5, {"ok": True, "reason": ""}, 0.0))
    assert judged(events, world).lost == {"keypad-1:1:5 was acknowledged and is lost"}


def test_a_number_on_a_display_that_was_never_called_there_is_a_loss() -> None:
    events = tickets(1, 1)
    world = crowd(paper_of(events[0]))
    world.keypads[0].shown.add((paper_of(events[0])["number"], 1))
    assert judged(events, world).lost


def test_one_number_in_two_hands_is_a_double() -> None:
    events = tickets(1, 2)
    first = paper_of(events[0])
    world = crowd(first, {**paper_of(events[1]), "number": first["number"]})
    assert judged(events, world).duplicated


def test_a_ticket_that_nobody_asked_for_is_a_double() -> None:
    events = tickets(1, 2)
    assert judged(events, crowd(paper_of(events[0]))).duplicated


def test_an_action_carried_out_in_two_lives_is_a_double() -> None:
    one, two = tickets(1, 2)
    events = [replace(one, origin="web:public:a!1"), replace(two, origin="web:public:a!9")]
    assert "web:public:a" in judged(events, crowd(*map(paper_of, events))).duplicated


def test_a_press_that_is_answered_differently_the_second_time_is_a_double() -> None:
    events = tickets(1, 1)
    world = crowd(paper_of(events[0]))
    origin = events[0].origin
    heard = [Heard(1, 5, {"ok": ok, "reason": ""}, 0.0) for ok in (True, False)]
    world.keypads[0].heard.extend(heard)
    assert "keypad-1:1:5" in judged(events, world).duplicated
    assert origin not in judged(events, world).duplicated
