"""Long seeded walks: thousands of presses over many days, every event and every undo many times."""

from collections import Counter as Tally
from copy import deepcopy

import pytest

from hub.core import events as e
from hub.core.audit import Evidence, audit
from hub.core.catalogue import Assignment
from tests.core.walk import Walk

SEEDS = range(7)
STEPS, DAYS = 500, 4
UNDOS = {
    ("call",), ("resume",), ("start",), ("miss",), ("finish",), ("start", "finish"), ("finish", "call"),
    ("start", "finish", "call"), ("hold",), ("start", "hold"), ("transfer",), ("start", "transfer"),
    ("miss", "pause"), ("finish", "pause"), ("hold", "pause"), ("transfer", "pause"), ("start", "finish", "pause"),
}  # fmt: skip
"""What one press may have done, and an undo takes back."""


@pytest.fixture(scope="module")
def walks() -> list[Walk]:
    done = []
    for seed in SEEDS:
        walk = Walk(
            seed, afar=True, assignment=list(Assignment)[seed % 2], start_required=seed == 4, rest_s=seed % 3 * 10,
            miss_after_s=(0, 45)[seed % 2], missed_expires_s=600,
        )  # fmt: skip
        for _ in range(DAYS):
            for _ in range(STEPS):
                walk.step()
            walk.next_day()
        done.append(walk)
    return done


def test_every_promise_holds_over_long_days(walks: list[Walk]) -> None:
    for walk in walks:
        replayed = walk.story.replayed()
        assert audit(walk.story.journal, Evidence(live=walk.story.hall, replayed=replayed)) == []
        assert replayed.origins == walk.story.hall.origins


def test_a_twin_is_equal_and_goes_its_own_way() -> None:
    walk = Walk(99, afar=True)
    for _ in range(150):
        walk.step()
        before, twin = deepcopy(walk.story.hall), walk.story.hall.twin()
        assert twin == before
        walk.step()
        assert twin == before


def test_every_event_happens_many_times(walks: list[Walk]) -> None:
    seen = sum((walk.seen for walk in walks), Tally[str]())
    assert {name: seen[name] for name in e.EVENTS if seen[name] < 15} == {}


def test_every_kind_of_undo_happens_many_times(walks: list[Walk]) -> None:
    undone = sum((walk.undone for walk in walks), Tally[tuple[str, ...]]())
    assert {kind: undone[kind] for kind in UNDOS if undone[kind] < 5} == {}


def test_nobody_waits_for_ever(walks: list[Walk]) -> None:
    """Whatever was pressed, and although every third press was taken back, many tickets were served."""
    for walk in walks:
        assert walk.seen["served"] > walk.seen["ticket_taken"] / 6
