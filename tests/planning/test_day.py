"""One simulated day: the core decides, so its promises hold; what happens by itself happens at its time."""

from dataclasses import replace

import pytest

from hub.core.catalogue import Assignment, CounterSetup
from hub.planning.arrivals import Visit
from hub.planning.day import DayRun, Shift, simulate
from hub.planning.halls import example_hall
from hub.planning.scenario import with_rules

HOUR = 3600
RULES = {"rest_s": 0, "walk_s": 0}


def run(visits: list[Visit], shifts: list[Shift], counters: int = 2, mode: str = "auto", **rules: object) -> DayRun:
    setup = with_rules(example_hall(counters), assignment=Assignment(mode), **{**RULES, **rules})
    return simulate(setup, visits, shifts, "1")


def visit(at_s: float, service_s: float = 300, **fields: object) -> Visit:
    return Visit(at_s, "social", service_s, **fields)  # type: ignore[arg-type]


def waits(day: DayRun) -> list[float]:
    return [each.wait_s for each in day.waits]


ALL_DAY = [Shift(1, 0), Shift(2, 0)]


@pytest.mark.parametrize("mode", ["auto", "press"])
def test_whoever_finds_everybody_busy_waits_for_the_first_to_finish(mode: str) -> None:
    day = run([visit(100, 300), visit(110, 500), visit(120, 60), visit(130, 60)], ALL_DAY, mode=mode)
    assert waits(day) == [0, 0, 280, 330]
    assert sum(day.worked_s.values()) == 920


@pytest.mark.parametrize("mode", ["auto", "press"])
def test_a_clerk_rests_and_a_citizen_walks(mode: str) -> None:
    day = run([visit(100), visit(100)], [Shift(1, 0)], mode=mode, rest_s=20, walk_s=30)
    assert waits(day) == [0, 350]
    assert day.worked_s[1] == 660


def test_a_start_is_pressed_where_the_hall_wants_it() -> None:
    day = run([visit(100)], [Shift(1, 0)], start_required=True, walk_s=30)
    assert day.worked_s[1] == 330


def test_who_does_not_come_costs_the_counter_three_quarters_of_a_minute() -> None:
    day = run([visit(100, absent=True), visit(100)], [Shift(1, 0)])
    assert waits(day) == [0, 45]
    assert day.worked_s[1] == 345


def test_a_counter_closes_after_its_citizen_and_its_open_time_is_known() -> None:
    day = run([visit(3500), visit(3550)], [Shift(1, 100, HOUR), Shift(2, 3900)])
    assert waits(day) == [0, 350]
    assert day.open_s == {1: 3700.0, 2: 300.0}


def test_a_break_begins_once_the_citizen_is_finished() -> None:
    day = run([visit(100), visit(410), visit(500)], [Shift(1, 0, breaks=((200, 900),))])
    assert waits(day) == [0, 490, 700]


def test_nobody_is_sent_home_at_the_end() -> None:
    day = run([visit(100)] * 30, ALL_DAY)
    assert len(day.waits) == 30
    assert all(each.called for each in day.waits)


def test_who_no_open_counter_can_serve_counts_as_waiting_to_the_end() -> None:
    narrow = (CounterSetup(1, items=("social",)), CounterSetup(2))
    setup = with_rules(replace(example_hall(2), counters=narrow), **RULES)
    day = simulate(setup, [visit(100, 1000), Visit(100, "medical", 300)], [Shift(1, 0)])
    assert [(each.called, each.wait_s) for each in day.waits] == [(True, 0), (False, 1000)]


def test_a_full_hall_refuses_and_the_refused_are_counted() -> None:
    day = run([visit(100)] * 5, [Shift(1, 0)], max_waiting=1)
    assert (len(day.waits), day.refused) == (2, 3)


def test_priorities_and_bookings_go_as_the_policy_says() -> None:
    """The one with a slot has waited since ten minutes before it, at one and a half times the walk-in's pace."""
    visits = [visit(1000, 2000), visit(2000), visit(1500, booked_s=2000)]
    day = run(sorted(visits, key=lambda each: each.at_s), [Shift(1, 0)])
    by_booking = {each.booked: each.wait_s for each in day.waits[1:]}
    assert by_booking == {True: 1500, False: 1300}


def test_the_same_seed_gives_the_same_day_press_for_press() -> None:
    visits = [visit(60.0 * number, 400) for number in range(40)]
    assert run(visits, ALL_DAY, mode="press") == run(visits, ALL_DAY, mode="press")
