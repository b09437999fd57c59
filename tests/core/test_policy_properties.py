"""What holds of the policy whatever the hall: points grow with age, a newcomer among the counters is not flooded."""

from hypothesis import given
from hypothesis import strategies as st

from hub.core import commands as c
from hub.core import policy
from hub.core.catalogue import Assignment
from hub.core.events import Called
from tests.core.story import Story, setup

TICKET = st.fixed_dictionaries({
    "items": st.lists(st.sampled_from(("card", "pension", "benefit")), min_size=1, max_size=3, unique=True),
    "priority": st.sampled_from(("walk_in", "priority")),
    "booked_s": st.none() | st.integers(-3600, 3600),
    "penalty_s": st.integers(0, 600),
    "given_way_s": st.integers(0, 600),
    "shift_s": st.integers(-900, 900),
})  # fmt: skip


@given(TICKET, st.lists(st.integers(0, 7200), min_size=2, max_size=6, unique=True), st.booleans())
def test_points_grow_with_age(ticket: dict[str, object], moments: list[int], uneven: bool) -> None:
    story = Story(setup(means_ratio=1.0 if uneven else 100.0))
    story.open(1)
    story.take("benefit")
    booked_s = ticket["booked_s"]
    booked_ms = None if booked_s is None else story.now_ms + booked_s * 1000  # type: ignore[operator]
    taken = story.take(*ticket["items"], priority=ticket["priority"], booked_ms=booked_ms)  # type: ignore[misc]
    leg = story.leg(taken)
    leg.penalty_ms, leg.given_way_ms = ticket["penalty_s"] * 1000, ticket["given_way_s"] * 1000  # type: ignore[operator]
    factors = policy.length_factors(story.hall)
    shift_s = float(ticket["shift_s"])  # type: ignore[arg-type]
    scores = [policy.points(story.hall, leg, story.now_ms + s * 1000, factors, shift_s) for s in sorted(moments)]
    assert scores == sorted(set(scores))
    ranks = [policy.rank(story.hall, leg, story.now_ms + s * 1000, factors, shift_s) for s in sorted(moments)]
    assert ranks == sorted(ranks, reverse=True)


@given(st.lists(st.integers(1, 3600), min_size=1, max_size=3), st.integers(4, 24), st.integers(30, 900))
def test_a_counter_that_opens_late_is_not_flooded(worked_s: list[int], visits: int, service_s: int) -> None:
    """The others have worked already: it is given as many as the least busy of them, not everybody until it has caught up."""
    story = Story(setup(counters=4, assignment=Assignment.AUTO, rest_s=0))
    counters = range(1, len(worked_s) + 1)
    for counter, seconds in zip(counters, worked_s, strict=True):
        story.serving(counter, "card")
        story.do(c.FinishService(counter), after_s=seconds)
    late, least = len(worked_s) + 1, min(counters, key=lambda each: story.hall.counters[each].busy_ms)
    story.open(late)
    given_to = dict.fromkeys((*counters, late), 0)
    for _ in range(visits):
        story.take("card")
        events = story.do(c.Tick(), after_s=1)
        for event in events:
            if isinstance(event, Called):
                given_to[event.counter] += 1
                story.do(c.StartService(event.counter))
                story.do(c.FinishService(event.counter), after_s=service_s)
    assert sum(given_to.values()) == visits
    assert abs(given_to[late] - given_to[least]) <= 1
