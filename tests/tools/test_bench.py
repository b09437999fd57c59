"""The bench: every figure is there, verdicts follow from them, and a tiny run of the real thing gives them all."""

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sources import ROOT
from tools.benches.figures import KEYS, percentile
from tools.benches.goals import FLOORS, GOALS, row, table
from tools.benches.simulated import PLAN_BESIDES, PLAN_GOALS

GOOD = {
    "issue_p50_ms": 2.0, "issue_p99_ms": 9.0, "issue_rate_8": 900.0, "press_ack_p50_ms": 2.0, "press_ack_p99_ms": 9.0,
    "press_screen20_p99_ms": 20.0, "press_screen200_p95_ms": 60.0, "rush_p99_ms_fsync20": 100.0,
    "rush_p99_ms_fsync100": 400.0, "rss_mb": 80.0, "ready_s": 1.5, "first_ticket_after_kill_s": 2.0,
    "bytes_per_ticket": 9000.0, "floor_mqtt_p50_ms": 0.5, "floor_commit_p50_ms": 0.5, "floor_handler_p50_ms": 1.0,
    "floor_handler_rate_8": 1500.0,
}  # fmt: skip
WORSE = 100.0


def goal(key: str, **changed: float) -> str:
    return row(next(goal for goal in GOALS if goal.key == key), {**GOOD, **changed})


@pytest.mark.slow
def test_a_tiny_run_of_the_real_hub_gives_every_figure(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tools.benches", "--tiny", "--json", "--folder", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert tuple(figures) == KEYS
    assert all(math.isfinite(value) and value > 0 for value in figures.values()), figures
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_tiny_run_of_the_simulator_gives_every_figure_of_its_goals() -> None:
    command = [sys.executable, "-m", "tools.benches", "plan", "--tiny", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert sorted(figures) == sorted([*(goal.key for goal in PLAN_GOALS), *(key for key, _, _ in PLAN_BESIDES)])
    assert all(math.isfinite(value) for value in figures.values()), figures


def test_every_figure_is_either_a_goal_or_a_floor() -> None:
    assert sorted(KEYS) == sorted([*(goal.key for goal in GOALS), *(key for key, _, _ in FLOORS)])
    assert sorted(GOOD) == sorted(KEYS)


def test_a_good_run_meets_every_goal() -> None:
    assert "NOT MET" not in table(GOOD)
    assert table(GOOD).count(" met ") + table(GOOD).count(" met\n") == len(GOALS)


@pytest.mark.parametrize("key", [goal.key for goal in GOALS])
def test_a_figure_a_hundred_times_worse_misses_its_goal(key: str) -> None:
    more_is_better = key == "issue_rate_8"
    assert "NOT MET" in goal(key, **{key: GOOD[key] / WORSE if more_is_better else GOOD[key] * WORSE})


def test_a_slow_floor_excuses_a_press_and_a_fast_one_does_not() -> None:
    assert "NOT MET" in goal("press_ack_p50_ms", press_ack_p50_ms=4.0)
    assert "NOT MET" not in goal("press_ack_p50_ms", press_ack_p50_ms=4.0, floor_commit_p50_ms=1.0)


def test_a_rate_is_held_against_the_bare_handler_and_against_other_systems() -> None:
    assert "NOT MET" in goal("issue_rate_8", issue_rate_8=800.0, floor_handler_rate_8=1700.0)
    assert "NOT MET" in goal("issue_rate_8", issue_rate_8=500.0, floor_handler_rate_8=600.0)


def test_the_ratio_to_the_floor_is_told() -> None:
    assert "2.00 x floor" in goal("issue_p50_ms")


@pytest.mark.parametrize(("share", "expected"), [(50, 50), (99, 99), (100, 100), (0.5, 1)])
def test_a_percentile_is_a_sample_that_was_measured(share: float, expected: float) -> None:
    assert percentile(list(range(100, 0, -1)), share) == expected


def test_no_samples_have_no_percentile() -> None:
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 50)
