"""Each question: its scenarios differ in one thing, and the answer is plain JSON, the same for the same seed."""

import json
from dataclasses import replace
from typing import Any

import pytest

from hub.core import commands as c
from hub.core.catalogue import Assignment
from hub.planning.arrivals import Recorded, Visit
from hub.planning.halls import demand_of_days, demand_of_setup, example_hall, kinds_of, recorded_visits
from hub.planning.many import Workers
from hub.planning.questions import QUESTIONS, Question, Unanswerable, answer
from hub.planning.scenario import all_day, dedicated, hour_by_hour, shared_out, visits_of, with_rules
from hub.planning.staffing import TooMany, hours_over, needed, tried
from tests.core import story
from tests.core.story import Story

SETUP = with_rules(example_hall(6), assignment=Assignment.AUTO)


def asked(what: str, **fields: Any) -> Question:
    source = replace(demand_of_setup(SETUP, 24), hourly=(0.6, 0.4))
    return replace(Question(what, SETUP, source, 6, days=3, windows=8), **fields)


def found(what: str, **fields: Any) -> dict[str, Any]:
    with Workers(1) as workers:
        return answer(asked(what, **fields), workers, lambda done, total: None)


@pytest.mark.parametrize("what", QUESTIONS)
def test_every_question_has_an_answer_of_plain_values_and_the_same_one_again(what: str) -> None:
    first = found(what)
    assert json.loads(json.dumps(first, allow_nan=False)) == first
    assert found(what) == first
    assert all(row["visits"]["mean"] > 0 and row["unserved"]["mean"] == 0 for row in first["rows"])


def test_processes_give_the_same_answer_as_one() -> None:
    with Workers(2) as workers:
        assert answer(asked("windows"), workers, lambda done, total: None) == found("windows")


def test_another_seed_gives_other_days() -> None:
    assert found("day", seed=2)["rows"] != found("day")["rows"]


def test_all_days_are_heard_of() -> None:
    heard: list[tuple[int, int]] = []
    with Workers(1) as workers:
        answer(asked("windows", days=7), workers, lambda done, total: heard.append((done, total)))
    assert heard == [(5, 14), (7, 14), (12, 14), (14, 14)]


@pytest.mark.parametrize("what", ["windows", "booked", "ill", "policy"])
def test_scenarios_of_a_question_see_the_same_citizens(what: str) -> None:
    visits = [
        [(each.item, each.service_s) for each in sorted(visits_of(scenario, "1:0"), key=lambda visit: visit.service_s)]
        for scenario in QUESTIONS[what](asked(what))
    ]
    assert all(each == visits[0] for each in visits)


def test_pooling_beats_dedicated_windows_and_evens_their_load() -> None:
    pooled, apart = found("windows", source=demand_of_setup(SETUP, 150), days=6)["rows"]
    assert pooled["mean_s"]["mean"] < 0.5 * apart["mean_s"]["mean"]
    assert pooled["load_ratio"]["mean"] < apart["load_ratio"]["mean"]


def test_ill_clerks_are_missing_and_the_last_counters_stay_closed() -> None:
    as_is, ill = found("ill", ill=2)["rows"]
    assert (as_is["counters"], ill["counters"]) == (6, 4)
    assert [each["counter"] for each in ill["load"]] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("what", "fields", "code"),
    [
        ("windows", {"counters": 3}, "too_few_counters"), ("reform", {"windows": 2}, "too_few_counters"),
        ("ill", {"ill": 6}, "nobody_left"), ("surge", {"line": "passports"}, "line_unknown"),
        ("mixed", {"counters": 1}, "too_few_counters"),
        ("mixed", {"source": Recorded((Visit(0, "social", 1),), ())}, "of_a_demand"),
    ],
)  # fmt: skip
def test_what_does_not_fit_the_hall_is_refused(what: str, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(Unanswerable) as no:
        QUESTIONS[what](asked(what, **fields))
    assert no.value.code == code


def test_windows_are_shared_out_by_work_and_each_line_has_one() -> None:
    assert shared_out({"a": 1.0, "b": 100.0, "c": 100.0}, 7) == {"a": 1, "b": 3, "c": 3}
    setup = dedicated(SETUP, demand_of_setup(SETUP, 1).kinds, 20)
    assert sorted(each.items for each in setup.counters)[:3] == [("employment",)] * 3
    assert len(setup.counters) == 20


def test_shifts_hour_by_hour_open_and_close_at_the_hour() -> None:
    shifts = hour_by_hour((1, 2, 1, 2), 9 * 3600)
    assert [(each.counter, each.from_s, each.to_s) for each in shifts] == [
        (1, 32_100, None), (2, 36_000, 39_600), (2, 43_200, None),
    ]  # fmt: skip


def test_breaks_come_in_waves() -> None:
    assert {each.breaks for each in all_day(8, 9 * 3600, 1800)} == {
        ((41_400.0 + wave * 1800, 43_200.0 + wave * 1800),) for wave in range(4)
    }


def test_the_counters_of_each_hour_keep_the_limit_on_the_days_of_the_search() -> None:
    base = QUESTIONS["counters"](asked("counters"))[0]
    with Workers(1) as workers:
        wanted = needed(base, workers, 1, lambda step: None)
        assert hours_over(base, tried(base, wanted, workers, 1), 0.01, len(wanted)) == set()
        fewer = tuple(max(count - 1, 1) for count in wanted)
        assert fewer == wanted or hours_over(base, tried(base, fewer, workers, 1), 0.01, len(wanted))


def test_a_demand_that_no_hall_can_serve_is_told() -> None:
    base = QUESTIONS["counters"](asked("counters"))[0]
    with Workers(1) as workers, pytest.raises(TooMany, match="not even"):
        needed(base, workers, 1, lambda step: None, limit=-1.0, most=5)


def recorded_day(visits: int = 3) -> Story:
    """A morning at one counter: each waits for the one before; the second does not come."""
    day = Story(story.setup(counters=1, assignment="press"))
    day.open(1)
    for number in range(visits):
        day.take("pension")
        day.do(c.CallNext(1), after_s=60)
        if number == 1:
            day.do(c.MissTicket(1), after_s=45)
        else:
            day.do(c.StartService(1), after_s=20)
            day.do(c.FinishService(1), after_s=300)
    return day


def test_a_journal_tells_who_came_when_and_how_long_it_took() -> None:
    visits = recorded_day().journal
    assert recorded_visits(visits, "Asia/Shanghai") == (
        Visit(32_400.0, "pension", 300.0), Visit(32_780.0, "pension", 0.0, absent=True), Visit(32_885.0, "pension", 300.0),
    )  # fmt: skip


def test_a_demand_is_what_its_days_had() -> None:
    setup = story.setup()
    visits = recorded_visits(recorded_day().journal, "Asia/Shanghai")
    demand = demand_of_days(setup, [visits, ()])
    assert (demand.visits, demand.opens_s, demand.hourly) == (1.5, 32_400, (1.0,))
    assert demand.absent == pytest.approx(1 / 3)
    assert [(kind.item, kind.mean_s, kind.samples) for kind in demand.kinds] == [("pension", 600.0, ())]
    with pytest.raises(ValueError, match="nobody came"):
        demand_of_days(setup, [()])


def test_services_are_drawn_as_recorded_once_there_are_enough_of_them() -> None:
    visits = [Visit(0, "pension", 100.0 + number) for number in range(20)]
    (kind,) = kinds_of(story.setup(), visits)
    assert (kind.mean_s, len(kind.samples)) == (109.5, 20)
