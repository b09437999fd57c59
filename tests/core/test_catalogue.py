"""What a hall offers, and what its counters accept."""

from dataclasses import replace

from hub.core import policy
from hub.core.catalogue import CounterSetup
from tests.core.story import Story, setup


def test_the_default_counter_serves_everything() -> None:
    hall = Story().hall
    assert policy.can_serve(hall, 1, ("card", "pension", "benefit"))
    assert policy.can_serve(hall, 1, ("gone from the catalogue",))


def test_skills_narrow_a_counter_to_tickets_that_they_cover() -> None:
    hall = Story().hall
    assert policy.can_serve(hall, 4, ("card",))
    assert not policy.can_serve(hall, 4, ("card", "pension"))
    assert not policy.can_serve(hall, 99, ("card",))


def test_an_unknown_priority_class_counts_as_a_walk_in() -> None:
    assert setup().weight("priority") == 3
    assert setup().weight("gone from the configuration") == 1


def test_items_and_counters_are_found_by_their_code() -> None:
    chosen = replace(setup(), counters=(CounterSetup(7, items=("card",)),))
    assert chosen.counter(7) == CounterSetup(7, items=("card",))
    assert chosen.counter(1) is None
    item = chosen.item("pension")
    assert item is not None
    assert item.mean_s == 600
    assert chosen.item("passport") is None
