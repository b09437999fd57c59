"""The whole day: what is taken from the journal, and that the first policy, simulated, does again what it did."""

import random

import pytest

from hub.core import commands as c
from hub.core.catalogue import Assignment, HallSetup
from hub.core.events import Event, Recorded
from hub.core.hall import Hall
from hub.core.shadow import ShadowRules
from hub.planning.arrivals import Demand, Kind, drawn
from hub.planning.day import DATE, Running
from hub.planning.scenario import all_day, with_counters
from hub.shadow.past_day import past_day
from hub.shadow.whole import whole
from tests.core.story import START_MS, Story, setup

NOTHING = ShadowRules(max_wait_s=1800)


class Kept(Running):
    """A simulated day that keeps its journal."""

    def do(self, command: c.Command) -> list[Event]:
        before = self.hall.seq
        events = super().do(command)
        self.journal = getattr(self, "journal", [])
        self.journal += [
            Recorded(before + n, self.now_ms, self.now_ms, True, self.hall.day, f"plan:{before}", "plan", "plan", event)
            for n, event in enumerate(events, 1)
        ]
        return events


def journal_of(hall_setup: HallSetup) -> list[Recorded]:
    """A busy simulated day: 90 visits at three counters, a fifth with priority."""
    kinds = (Kind("card", 0.6, 400.0), Kind("pension", 0.4, 700.0))
    demand = Demand(90, kinds, (0.5, 0.3, 0.2), priorities=(("priority", 0.2),), absent=0.1)
    visits = drawn(demand, random.Random(3))
    running = Kept(Hall(hall_setup), visits, random.Random(4))
    running.do(c.Configure(hall_setup))
    running.do(c.OpenDay(DATE))
    for shift in all_day(3, demand.opens_s):
        running.plan_shift(shift)
    for number, visit in enumerate(visits):
        running.later(visit.at_s, "arrive", number)
    running.run()
    return [each for each in running.journal if each.day]


@pytest.mark.parametrize("rules", [{"assignment": Assignment.AUTO}, {"assignment": Assignment.PRESS, "rest_s": 5}])
def test_the_first_policy_simulated_again_does_what_it_did(rules: dict[str, object]) -> None:
    hall_setup = with_counters(setup(**rules), 3)
    found = whole(journal_of(hall_setup), hall_setup, NOTHING, runs=3)
    assert found is not None
    recorded, first, second = found["rows"]
    assert recorded["mean_s"] > 300
    for key in ("visits", "mean_s", "p95_s", "worst_s", "over_15"):
        assert first[key] == pytest.approx(recorded[key], rel=0.03, abs=1.0), key
    assert {**second, "name": "first"} == first


def test_priority_waits_less_and_others_more_under_a_greater_weight() -> None:
    hall_setup = with_counters(setup(assignment=Assignment.AUTO), 3)
    found = whole(journal_of(hall_setup), hall_setup, ShadowRules(weights={"priority": 20.0}), runs=1)
    assert found is not None
    _, first, second = ({each["code"]: each["mean_s"] for each in row["classes"]} for row in found["rows"])
    assert second["priority"] < first["priority"]
    assert second["walk_in"] > first["walk_in"]


def test_visits_and_hours_are_those_of_the_journal() -> None:
    """09:00 opened; A001 served for 5 min, A002 leaves, A003 does not come; a pause of 10 min; closed after the last ticket."""
    story = Story()
    story.open(1)
    story.take("card")
    gone = story.take("card")
    story.do(c.TakeTicket(("card",), c.Channel.BOOKING, "x", "walk_in", START_MS + 1_800_000))
    story.do(c.CancelTicket(gone, "citizen_left"), after_s=30)
    story.do(c.CallNext(1), after_s=30)
    story.do(c.StartService(1), after_s=60)
    story.do(c.FinishService(1), after_s=300)
    story.do(c.PauseCounter(1, "tea"))
    story.do(c.ResumeCounter(1), after_s=600)
    story.do(c.CallNext(1), after_s=30)
    story.do(c.MissTicket(1), after_s=45)
    story.do(c.CloseCounter(1))
    day = past_day([each for each in story.journal if each.day], story.first)
    nine = 9 * 3600.0
    assert [(visit.at_s, visit.service_s, visit.absent, visit.booked_s) for visit in day.visits] == [
        (nine, 300.0, False, None),
        (nine, 0.0, True, nine + 1800),
    ]
    (shift,) = day.shifts
    assert (shift.counter, shift.from_s, shift.to_s) == (1, nine, None)
    assert shift.breaks == ((nine + 420, nine + 1020),)
    assert [waited.wait_s for waited in day.run.waits] == [60.0, 1050.0]
