"""tools/bench forecast --halls: what is judged, and by what floor."""

import json
from dataclasses import replace

import numpy as np
import pytest

from hub.forecasting.scene import scene_of
from hub.planning.halls import demand_of_setup
from tests.core.story import Story, setup
from tools.benches.__main__ import main
from tools.benches.forecast.hall import Forecasts, hall_figures, true_scene


def test_ratios_are_of_root_mean_squares_and_coverage_is_a_share() -> None:
    found = [Forecasts(10, 12, 9, 11, 14, 11), Forecasts(10, 8, 11, 12, 6, 9)]
    figures = hall_figures(found)
    assert (figures["hall_ratio_plays"], figures["hall_ratio_formula"]) == (2, 4)
    assert (figures["hall_p50_coverage"], figures["hall_p80_coverage"]) == (0.5, 1)


def test_who_knows_the_truth_knows_the_means_of_the_demand_whatever_the_hall_has_learned() -> None:
    story = Story(setup())
    story.open(1)
    story.serving(1, "pension")
    story.take("card")
    demand = demand_of_setup(story.hall.setup, 100)
    demand = replace(demand, kinds=tuple(replace(kind, mean_s=kind.mean_s * 3) for kind in demand.kinds))
    known = true_scene(story.hall, scene_of(story.hall, story.now_ms), demand)
    assert {kind.mean_s for kind in known.kinds} == {900, 1800}
    assert np.isclose([kind.sigma for kind in known.kinds], 0.7033, atol=1e-3).all()


def test_a_simulated_hall_gives_all_figures(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forecast", "--halls", "1", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["hall_moments"] > 5
    assert figures["hall_rmse_floor_min"] > 0
