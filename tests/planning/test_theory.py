"""The simulator against what queueing theory knows exactly. The longer run is ``tools/bench plan``."""

import pytest

from hub.planning.result import Estimate, estimate
from hub.planning.theory import WEIGHTS, controlled, erlang_run, erlang_wait_s, kleinrock_run, kleinrock_s

SURE = 2.0
"""Times the half width of the 95 % interval: the true mean lies outside once in five thousand seeds, and the seed is fixed."""


def holds(found: Estimate, expected: float, widest: float) -> bool:
    """Does theory lie within the interval, and does the interval say something?"""
    assert found.half is not None
    return found.half < widest * expected and abs(found.mean - expected) <= SURE * found.half


@pytest.mark.parametrize(
    ("load", "counters", "service_s", "expected_s"), [(0.5, 1, 60, 60), (0.8, 1, 60, 240), (1.0, 2, 60, 20)]
)
def test_erlang_s_formula_gives_the_waits_of_the_books(
    load: float, counters: int, service_s: float, expected_s: float
) -> None:
    """M/M/1: rho / (1 - rho) services; M/M/2: rho^2 / (1 - rho^2) of them."""
    assert erlang_wait_s(load, counters, service_s) == pytest.approx(expected_s)


def test_kleinrock_s_means_keep_the_work_that_waits() -> None:
    """Whatever the weights, the waits weighted by load add up to those of first come, first served (conservation law)."""
    loads = {"walk_in": 0.3, "middle": 0.2, "priority": 0.2}
    means = kleinrock_s(100.0, loads, WEIGHTS)
    assert sum(loads[name] * means[name] for name in loads) == pytest.approx(0.7 * 100)
    assert means["priority"] < means["middle"] < means["walk_in"]


def test_the_mean_wait_of_a_pooled_hall_is_erlang_s() -> None:
    runs = [erlang_run((3, 0.6, 1000, f"{seed}")) for seed in range(16)]
    assert holds(controlled(runs, 0.6), erlang_wait_s(1.8, 3), widest=0.15)


def test_the_mean_waits_of_priorities_are_kleinrock_s() -> None:
    runs = [kleinrock_run((0.7, 1500, f"{seed}")) for seed in range(6)]
    for name in WEIGHTS:
        assert holds(estimate([each[name] for each in runs]), 1.0, widest=0.15), name


def test_another_rule_than_the_formula_s_is_found_out() -> None:
    """Priorities held against the formula of equal weights: the comparison can fail."""
    ratios = [kleinrock_run((0.7, 1500, f"{seed}"))["priority"] for seed in range(6)]
    equal = kleinrock_s(1.0, {"walk_in": 0.35, "middle": 0.175, "priority": 0.175}, dict.fromkeys(WEIGHTS, 1.0))
    given = kleinrock_s(1.0, {"walk_in": 0.35, "middle": 0.175, "priority": 0.175}, WEIGHTS)
    wrong = [ratio * given["priority"] / equal["priority"] for ratio in ratios]
    assert not holds(estimate(wrong), 1.0, widest=1.0)


def test_a_control_whose_mean_is_known_takes_chance_out() -> None:
    samples = [(2 * control + 1, control) for control in (0.4, 0.5, 0.9)]
    found = controlled(samples, 0.5)
    assert (found.mean, found.half) == (pytest.approx(2.0), pytest.approx(0.0, abs=1e-9))
