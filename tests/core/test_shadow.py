"""The second policy: it differs exactly where the policy with its rules would have called somebody else."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pytest

from hub.core import commands as c
from hub.core import policy
from hub.core.catalogue import Assignment, HallSetup
from hub.core.events import Called, Event
from hub.core.hall import Hall
from hub.core.shadow import RULES, Change, Judged, ShadowRules, changes, judged_day, second_setup
from tests.core.story import Story, setup
from tests.core.walk import Walk

OTHER = ShadowRules(
    weights={"priority": 12.0}, max_wait_s=240, booked_weight=6.0, means_ratio=1.2, missed_penalty_s=900
)
SEEDS = (1, 2, 3)
STEPS = 700


@dataclass
class Expected:
    """Of one call: counter and number, and whom the other policy would have called there."""

    counter: int
    number: str
    other: str


class Watched(Story):
    """Asks the policy with other rules before each command, as a second hub beside the first would."""

    def watch(self, shadow: ShadowRules) -> None:
        self.shadow = shadow
        self.expected: list[Expected] = []
        self.came_back: set[str] = set()

    def do(self, command: c.Command, **request: object) -> list[Event]:  # type: ignore[override]
        before = self.other_hall() if hasattr(self, "shadow") else None
        events = super().do(command, **request)  # type: ignore[arg-type]
        if before is None:
            return events
        calls = [event for event in events if isinstance(event, Called) and event.how in ("press", "auto")]
        taken: set[str] = set()
        for call in calls if not isinstance(command, c.Tick) else ():
            found = policy.choose_ticket(before, before.counters[call.counter], self.now_ms)
            self.expect(call, found.id if found else "")
        if calls and isinstance(command, c.Tick):
            whom = {}
            for counter in policy.choose_counter_order(before, self.now_ms):
                found = policy.choose_ticket(before, counter, self.now_ms, frozenset(taken))
                if found is not None:
                    whom[counter.number] = found.id
                    taken.add(found.id)
            for call in calls:
                self.expect(call, whom.get(call.counter, ""))
        if isinstance(command, c.ReturnTicket):
            self.came_back |= {event.leg for event in events if hasattr(event, "penalty_ms")}
        return events

    def other_hall(self) -> Hall:
        """A whole second hall, as it is before the command; whoever came back has the other penalty."""
        other = self.hall.twin()
        other.setup = second_setup(self.hall.setup, self.shadow)
        if other.setup.rules.missed_penalty_s != self.hall.setup.rules.missed_penalty_s:
            for leg in self.came_back & set(other.waiting):
                other.legs[leg].penalty_ms = other.setup.rules.missed_penalty_s * 1000
        return other

    def expect(self, call: Called, other: str) -> None:
        number = {leg: self.hall.ticket_of(self.hall.legs[leg]).number for leg in (call.leg, other) if leg}
        self.expected.append(Expected(call.counter, number[call.leg], number.get(other, "")))


def judged(story: Story, shadow: ShadowRules) -> list[Judged]:
    return list(judged_day(Hall(story.first), story.journal, shadow))


def as_it_is(hall: HallSetup) -> ShadowRules:
    """Every rule named, each with the hall's own value."""
    weights = {each.code: each.weight for each in hall.priorities}
    return ShadowRules(weights=weights, **{name: getattr(hall.rules, name) for name in RULES})


def walked(seed: int, shadow: ShadowRules | None = None, **rules: object) -> Story:
    walk = Walk(seed, **rules)
    if shadow is not None:
        story = Watched(walk.story.first)
        story.watch(shadow)
        walk.story = story
    for _ in range(STEPS):
        walk.step()
    return walk.story


def differing(found: Iterable[Judged]) -> list[Judged]:
    return [each for each in found if not each.same]


@pytest.mark.parametrize("assignment", Assignment)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_second_policy_equal_to_the_first_differs_nowhere(seed: int, assignment: Assignment) -> None:
    story = walked(seed, assignment=assignment)
    found = judged(story, as_it_is(story.first))
    assert len(found) > 100
    assert [each for each in found if not each.explained] == []
    assert differing(found) == []
    assert [each.why for each in found] == [each.other_why for each in found]


@pytest.mark.parametrize("assignment", Assignment)
@pytest.mark.parametrize("seed", SEEDS)
def test_another_policy_differs_exactly_where_the_policy_with_its_rules_calls_another(
    seed: int, assignment: Assignment
) -> None:
    story = walked(seed, OTHER, assignment=assignment)
    assert isinstance(story, Watched)
    found = judged(story, OTHER)
    assert [Expected(each.counter, each.number, each.other) for each in found] == story.expected
    assert all(each.explained for each in found)
    assert differing(found)


def two_waiting(**rules: object) -> Story:
    """09:00 A001 walks in, 09:01 A002 with priority, and counter 1 is open."""
    story = Story(setup(**rules))
    story.open(1)
    story.take("card")
    story.do(c.TakeTicket(("card",), c.Channel.KIOSK, "second", priority="priority"), after_s=60)
    return story


def test_a_greater_weight_would_have_called_the_later_ticket_and_says_why() -> None:
    """At 09:01:20 the walk-in has 80 points; the other has 20 s x 3 = 60, and 20 s x 5 = 100 with the other weight."""
    story = two_waiting()
    story.do(c.CallNext(1), after_s=20)
    (found,) = judged(story, ShadowRules(weights={"priority": 5.0}))
    assert (found.number, found.other, found.same, found.explained) == ("A001", "A002", False, True)
    assert (found.why.score, found.why.rule) == (80.0, "accumulated")
    assert found.other_why is not None
    assert found.other_why.words == "most points, 100 at 5 a second, after 20 s among 2"
    (same,) = judged(story, ShadowRules(weights={"priority": 3.5}))
    assert (same.same, same.other) == (True, "A001")


def test_a_shorter_limit_would_have_called_who_starves() -> None:
    """At 09:01:40 the one with priority has 120 points, the walk-in 100; 100 s are beyond a limit of 90 s."""
    story = two_waiting()
    story.do(c.CallNext(1), after_s=40)
    (found,) = judged(story, ShadowRules(max_wait_s=90))
    assert (found.number, found.other) == ("A002", "A001")
    assert found.other_why is not None
    assert found.other_why.rule == "starving"


def test_a_longer_rest_would_have_called_nobody_yet_and_a_free_counter_elsewhere() -> None:
    story = Story(setup(assignment=Assignment.AUTO, rest_s=20))
    story.open(1)
    story.do(c.Tick(), after_s=10)
    story.take("card")
    story.do(c.Tick(), after_s=10)
    (found,) = judged(story, ShadowRules(rest_s=60))
    assert (found.number, found.other, found.other_why, found.elsewhere) == ("A001", "", None, None)


def test_in_automatic_assignment_the_other_counter_is_named() -> None:
    """Two rested counters and two tickets: the least busy one gets the first in the order, which is another one."""
    story = Story(setup(assignment=Assignment.AUTO, rest_s=0))
    story.take("card")
    story.do(c.TakeTicket(("card",), c.Channel.KIOSK, "second", priority="priority"), after_s=60)
    story.open(1, 2)
    story.do(c.Tick(), after_s=20)
    first, second = judged(story, ShadowRules(weights={"priority": 5.0}))
    assert (first.counter, first.number, first.other, first.elsewhere) == (1, "A001", "A002", 2)
    assert (second.counter, second.number, second.other, second.elsewhere) == (2, "A002", "A001", 1)


def test_the_penalty_of_whoever_came_back_is_the_second_policy_s_own() -> None:
    """A001 is missed and comes back; with 300 s off its age it goes behind A002, without them before it."""
    story = Story(setup())
    story.open(1)
    missed = story.take("card")
    story.do(c.CallNext(1), after_s=400)
    story.do(c.MissTicket(1), after_s=45)
    story.do(c.ReturnTicket(missed))
    story.take("card")
    story.do(c.TakeTicket(("card",), c.Channel.KIOSK, "late"), after_s=1)
    story.do(c.CallNext(1), after_s=100)
    by_hand = [each for each in judged(story, ShadowRules(missed_penalty_s=3600)) if not each.same]
    assert [(each.number, each.other) for each in by_hand] == [("A001", "A002")]
    assert differing(judged(story, ShadowRules(missed_penalty_s=0))) == []


def test_a_call_that_the_policy_of_today_would_not_make_is_not_explained() -> None:
    """As in a journal that a program with other rules has written."""
    story = two_waiting()
    story.do(c.CallNext(1), after_s=20)
    *before, last = story.journal
    assert isinstance(last.event, Called)
    other = replace(last, event=replace(last.event, leg="20200113-A002.1"))
    (found,) = judged_day(Hall(story.first), [*before, other], ShadowRules(max_wait_s=900))
    assert (found.number, found.explained) == ("A002", False)


def test_a_supervisor_s_choice_and_a_resumed_ticket_are_not_judged() -> None:
    story = Story(setup())
    story.serving(1, "card")
    story.do(c.HoldTicket(1, "fetches a paper"), after_s=10)
    story.do(c.ResumeTicket(1), after_s=10)
    assert judged(story, OTHER) == []


def test_nothing_of_the_hall_is_changed_by_being_judged() -> None:
    story = walked(7, assignment=Assignment.AUTO)
    hall = Hall(story.first)
    list(judged_day(hall, story.journal, OTHER))
    assert hall == story.hall == story.replayed()


def test_what_differs_is_told_in_order_and_equal_values_are_not() -> None:
    shadow = ShadowRules(weights={"priority": 5.0, "walk_in": 1.0, "gone": 9.0}, max_wait_s=1800, rest_s=30)
    assert changes(setup(), shadow) == [Change("priority", 3.0, 5.0, weight=True), Change("rest_s", 20, 30)]


def test_every_rule_that_can_be_replaced_is_one_of_the_hall() -> None:
    assert set(RULES) == set(ShadowRules.__dataclass_fields__) - {"names", "weights"}
