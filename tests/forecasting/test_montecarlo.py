"""The play: the policy of the hall, its clock, and numbers that a citizen can live with."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.core import commands as c
from hub.core import policy
from hub.core.catalogue import Hours, RosterShift
from hub.core.counter import CounterState
from hub.core.hall import Hall
from hub.core.outlook import ticket_kind
from hub.forecasting.montecarlo import Play, outlooks
from hub.forecasting.normal import remaining
from hub.forecasting.scene import Scene, Stream, scene_of
from tests.core.story import Story, setup

ITEMS = ("card", "pension", "benefit")
CLASSES = ("walk_in", "priority")
CALM = {"absent": 0.0, "leaving": 0.0, "streams": ()}


def certain(scene: Scene) -> Scene:
    """Services last exactly their mean, and none has lasted longer; no two end at once; nobody is absent, leaves or comes."""
    kinds = tuple(replace(kind, sigma=0.0) for kind in scene.kinds)
    desks = tuple(
        replace(desk, busy_s=min(desk.busy_s, 0.9 * kinds[desk.kind].mean_s) - 3.1 * place, factor=1.0)
        if desk.kind >= 0 else replace(desk, free_in_s=3.1 * place, factor=1.0)
        for place, desk in enumerate(scene.desks)
    )  # fmt: skip
    return replace(scene, kinds=kinds, desks=desks, **CALM)  # type: ignore[arg-type]


@st.composite
def halls(draw: st.DrawFn) -> Story:
    """A hall in the middle of its day: some wait, some are served, some counters are paused or closed."""
    made = setup(counters=draw(st.integers(1, 3)), max_wait_s=draw(st.sampled_from((600, 1800))))
    overflow = ("pension", "benefit")[: draw(st.integers(0, 2))]
    story = Story(replace(made, counters=(*made.counters[:-1], replace(made.counters[-1], overflow=overflow))))
    for counter in story.hall.setup.counters:
        if draw(st.booleans()) or counter.number == 1:
            story.open(counter.number)
    for _ in range(draw(st.integers(0, 12))):
        items = tuple(draw(st.lists(st.sampled_from(ITEMS), min_size=1, max_size=2, unique=True)))
        story.now_ms += draw(st.integers(0, 400)) * 1000
        ticket = story.take(*items, priority=draw(st.sampled_from(CLASSES)))
        story.leg(ticket).first_asked = draw(st.sampled_from(("", "", "", "clerk-1", "clerk-2", "nobody")))
        if draw(st.booleans()):
            story.do(c.CallNext(draw(st.sampled_from([each.number for each in story.hall.setup.counters]))))
    return story


def played_by_the_policy(hall: Hall, scene: Scene, now_ms: int) -> dict[str, float]:
    """Leg -> seconds until its call, by ``policy.choose_ticket`` itself, one counter after the other."""
    counters = [each for each in hall.counters.values() if each.state != CounterState.CLOSED]
    kinds = {each.leg: scene.kinds[each.kind].mean_s for each in scene.waiting}
    free = [
        max(scene.kinds[desk.kind].mean_s - desk.busy_s, 0.0) + desk.beside_s if desk.kind >= 0 else desk.free_in_s
        for desk in scene.desks
    ]
    called: dict[str, float] = {}
    while counters and min(free) < float("inf"):
        place = free.index(min(free))
        at_s = free[place]
        leg = policy.choose_ticket(hall, counters[place], now_ms + round(at_s * 1000), frozenset(called))
        if leg is None:
            free[place] = float("inf")
        else:
            called[leg.id] = at_s
            free[place] = at_s + kinds[leg.id] + scene.turn_s
    return called


@settings(max_examples=150, deadline=None)
@given(halls())
def test_a_play_without_chance_calls_whom_the_policy_calls_when_it_does(story: Story) -> None:
    scene = certain(scene_of(story.hall, story.now_ms))
    play = Play(scene, 1, 1)
    play.through()
    expected = played_by_the_policy(story.hall, scene, story.now_ms)
    found = {each.leg: play.called[0, place] for place, each in enumerate(scene.waiting)}
    assert {leg: at_s for leg, at_s in found.items() if np.isfinite(at_s)} == pytest.approx(expected, abs=0.01)


@settings(max_examples=100, deadline=None)
@given(halls(), st.sampled_from(ITEMS), st.sampled_from(CLASSES))
def test_a_ticket_that_might_be_taken_waits_as_it_does_once_it_is_taken(story: Story, item: str, priority: str) -> None:
    before = certain(scene_of(story.hall, story.now_ms))
    asked = outlooks(before, 1, 1).asked[ticket_kind((item,), priority)]
    story.take(item, priority=priority)
    after = certain(scene_of(story.hall, story.now_ms))
    taken = outlooks(after, 1, 1).legs[list(story.hall.waiting)[-1]]
    assert asked.p50_s == (None if taken.p50_s is None else pytest.approx(taken.p50_s, abs=0.01))


@settings(max_examples=100, deadline=None)
@given(halls(), st.integers(0, 5))
def test_ranges_are_ordered_and_never_negative(story: Story, seed: int) -> None:
    found = outlooks(scene_of(story.hall, story.now_ms, story.now_ms + 3_600_000), seed, 50)
    for each in (*found.legs.values(), *found.asked.values()):
        assert each.p50_s is None or (each.p80_s is None or 0 <= each.p50_s <= each.p80_s)
        assert each.served is not None
        assert 0 <= each.served <= 1
    assert found == outlooks(scene_of(story.hall, story.now_ms, story.now_ms + 3_600_000), seed, 50)


def test_the_forecast_falls_as_the_queue_ahead_is_served() -> None:
    story = Story(setup(counters=2))
    story.open(1)
    for _ in range(8):
        story.take("pension")
    last = list(story.hall.waiting)[-1]
    seen = []
    while last in story.hall.waiting:
        seen.append(outlooks(certain(scene_of(story.hall, story.now_ms)), 1, 1).legs[last].p50_s or 0.0)
        story.do(c.CallNext(1))
        story.do(c.FinishService(1), after_s=600)
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == len(seen)


def test_without_a_counter_nobody_knows() -> None:
    story = Story()
    story.take("card")
    found = outlooks(scene_of(story.hall, story.now_ms), 1)
    assert [each.p50_s for each in found.legs.values()] == [None]
    assert {each.p50_s for each in found.asked.values()} == {None}


def test_those_who_may_overtake_make_a_walk_in_wait_longer() -> None:
    story = Story(setup(counters=2))
    story.open(1)
    story.serving(1, "pension")
    for _ in range(5):
        story.take("pension")
    calm = replace(scene_of(story.hall, story.now_ms), **CALM)  # type: ignore[arg-type]
    busy = replace(calm, streams=(Stream(0, 3.0, calm.waiting[0].desks, 1 / 300),))
    last = calm.waiting[-1].leg
    alone, crowded = (outlooks(scene, 3).legs[last].p50_s or 0.0 for scene in (calm, busy))
    assert crowded > alone + 600


def test_no_shows_and_people_who_leave_shorten_the_wait() -> None:
    story = Story(setup(counters=2))
    story.open(1)
    for _ in range(10):
        story.take("pension")
    calm = replace(scene_of(story.hall, story.now_ms), **CALM)  # type: ignore[arg-type]
    last = calm.waiting[-1].leg
    waits = [
        outlooks(scene, 3).legs[last].p50_s or 0.0
        for scene in (calm, replace(calm, absent=0.4), replace(calm, leaving=1 / 1800))
    ]
    assert waits[1] < 0.8 * waits[0]
    assert waits[2] < 0.8 * waits[0]


def test_what_is_left_of_a_service_is_what_the_longer_ones_of_its_kind_had_left() -> None:
    draw = np.random.default_rng(1)
    whole = np.exp(draw.standard_normal(2_000_000) * 0.7 + np.log(600) - 0.7**2 / 2)
    for lasted_s in (0, 300, 1200, 2400):
        left = whole[whole > lasted_s] - lasted_s
        found = remaining(draw, 600, 0.7, lasted_s, 50_000)
        for share in (0.2, 0.5, 0.8):
            assert np.quantile(found, share) == pytest.approx(np.quantile(left, share), rel=0.05)


def test_a_service_beyond_all_measure_may_end_at_any_moment() -> None:
    draw = np.random.default_rng(1)
    assert remaining(draw, 600, 0.5, 20_000, 20_000).mean() == pytest.approx(180, rel=0.05)


def test_the_range_is_the_one_that_chance_gives() -> None:
    """One counter, one person ahead: the wait is one service and a turn; its quantiles are known."""
    story = Story(setup(counters=2))
    story.open(1)
    story.take("pension")
    story.take("pension")
    scene = replace(scene_of(story.hall, story.now_ms), **CALM, turn_s=0.0)  # type: ignore[arg-type]
    (kind,) = {scene.kinds[each.kind] for each in scene.waiting}
    found = outlooks(scene, 5, 20_000).legs[scene.waiting[-1].leg]
    median = kind.mean_s * np.exp(-(kind.sigma**2) / 2)
    assert found.p50_s == pytest.approx(median, rel=0.03)
    assert found.p80_s == pytest.approx(median * np.exp(0.8416 * kind.sigma), rel=0.03)


def test_the_last_of_a_long_queue_are_told_that_the_hall_may_close_before() -> None:
    story = Story(setup(counters=2))
    story.open(1)
    for _ in range(20):
        story.take("pension")
    scene = replace(scene_of(story.hall, story.now_ms, story.now_ms + 5_400_000), **CALM)  # type: ignore[arg-type]
    served = [each.served or 0.0 for each in outlooks(scene, 1).legs.values()]
    assert served[0] == 1.0
    assert served == sorted(served, reverse=True)
    assert served[-1] < 0.1


def rostered(*shifts: RosterShift) -> Story:
    """Two counters from 9:00 on a Monday, eight citizens with ten minutes each, no chance."""
    story = Story(replace(setup(counters=2), roster=shifts))
    story.open(1, 2)
    for _ in range(8):
        story.take("pension")
    return story


def waits(story: Story) -> list[float | None]:
    """Seconds that each citizen waits, the first in line first."""
    found = outlooks(certain(scene_of(story.hall, story.now_ms)), 1, 1)
    return [found.legs[leg].p50_s for leg in story.hall.waiting]


def test_nobody_is_called_in_a_break_of_the_roster() -> None:
    """Counter 2 has a break from 9:10 to 10:10: counter 1 serves alone meanwhile."""
    plain = waits(rostered())
    with_break = waits(rostered(RosterShift((2,), "09:00", "17:00", (Hours("09:10", "10:10"),))))
    assert with_break[:3] == plain[:3]
    assert all((each or 0) > (before or 0) for each, before in zip(with_break[3:], plain[3:], strict=True))
    assert max(each or 0 for each in with_break) > 3600


def test_a_counter_whose_shift_is_over_calls_nobody() -> None:
    longer = RosterShift((1,), "09:00", "17:00")
    gone = waits(rostered(longer, RosterShift((2,), "09:00", "09:05")))
    assert gone == sorted(gone, key=lambda each: each or 0)
    steps = np.diff([each for each in gone[2:] if each is not None])
    assert steps == pytest.approx([steps[0]] * len(steps), abs=0.01)


def test_a_counter_that_comes_later_is_counted_on() -> None:
    alone = rostered(RosterShift((1, 2), "09:00", "17:00"))
    alone.do(c.CloseCounter(2))
    coming = rostered(RosterShift((1,), "09:00", "17:00"), RosterShift((2,), "09:30", "17:00"))
    coming.do(c.CloseCounter(2))
    assert (waits(coming)[-1] or 0) < (waits(alone)[-1] or 0)


def test_a_paused_counter_is_back_at_the_end_of_its_break() -> None:
    story = rostered(RosterShift((1, 2), "09:00", "17:00", (Hours("09:00", "09:20"),)))
    for counter in (1, 2):
        story.do(c.PauseCounter(counter, "lunch"), after_s=1)
    assert waits(story)[0] == pytest.approx(1198, abs=4)


def test_a_counter_that_works_in_its_break_works_on() -> None:
    early = rostered(RosterShift((1, 2), "10:00", "17:00"))
    for counter in (1, 2):
        early.do(c.CallNext(counter), after_s=1)
    assert max(each or 0 for each in waits(early)) < 3600
