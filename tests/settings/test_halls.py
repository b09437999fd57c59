"""The halls that come along are complete: what a citizen reads and what a policy needs is there."""

from pathlib import Path

import pytest

import hub.halls
from hub.core.catalogue import HallSetup
from hub.settings import load_settings
from hub.settings.keys import FACTS

HALLS = Path(hub.halls.__file__).parent


@pytest.fixture(params=["city", "township", "village"])
def setup(request: pytest.FixtureRequest) -> HallSetup:
    return load_settings(HALLS / f"{request.param}.toml").setup


def test_the_sizes_are_those_of_the_places_they_describe() -> None:
    city, village = (load_settings(HALLS / f"{name}.toml").setup for name in ("city", "village"))
    assert (len(city.lines), len(city.counters), len(village.items), len(village.counters)) == (5, 4, 12, 1)
    assert len(city.items) >= 30


def test_every_item_states_all_its_facts_and_documents(setup: HallSetup) -> None:
    for item in setup.items:
        assert set(item.facts) == set(FACTS), item.code
        assert item.documents, item.code
        assert set(item.names) == {"zh", "en"}


def test_every_line_has_items_and_most_items_need_two_documents_at_most(setup: HallSetup) -> None:
    assert {item.line for item in setup.items} == {line.code for line in setup.lines}
    few = [item for item in setup.items if len(item.documents) <= 2]
    assert len(few) >= 0.8 * len(setup.items)


def test_priorities_gain_more_than_a_walk_in_and_every_counter_is_general(setup: HallSetup) -> None:
    assert {each.code: each.weight for each in setup.priorities} == {"walk_in": 1, "booked": 1.5, "priority": 3}
    assert all(counter.items == () for counter in setup.counters)


def test_names_of_items_are_told_apart_in_each_language(setup: HallSetup) -> None:
    for language in setup.languages:
        names = [item.names[language] for item in setup.items]
        assert len(set(names)) == len(names)
