"""Calibration: a range that was too narrow is stretched until it keeps its word."""

import numpy as np
import pytest

from hub.forecasting.calibration import MOST, Calibration

DRAW = np.random.default_rng(1)
FORECAST = DRAW.uniform(5, 60, 4000)
OUTCOME = FORECAST * DRAW.lognormal(0.3, 0.5, 4000)


def test_four_fifths_stay_below_a_stretched_forecast() -> None:
    calibration = Calibration(0.8)
    calibration.learn(FORECAST[:2000], OUTCOME[:2000])
    covered = float((calibration.applied(FORECAST) >= OUTCOME)[2000:].mean())
    assert covered == pytest.approx(0.8, abs=0.03)
    assert float((OUTCOME <= FORECAST).mean()) < 0.5


def test_a_handful_of_outcomes_stretches_nothing() -> None:
    calibration = Calibration(0.8)
    calibration.learn(FORECAST[:20], OUTCOME[:20] * 100)
    assert calibration.stretch == 1.0
    assert calibration.applied(FORECAST).tolist() == pytest.approx(FORECAST.tolist())


def test_old_days_are_forgotten() -> None:
    calibration = Calibration(0.5)
    calibration.learn(FORECAST, FORECAST * 3)
    for _ in range(5):
        calibration.learn(FORECAST, FORECAST)
    assert calibration.stretch == pytest.approx(1.0)


def test_no_day_is_so_bad_that_a_range_loses_its_sense() -> None:
    calibration = Calibration(0.8)
    calibration.learn(FORECAST, FORECAST * 1000)
    assert calibration.stretch == MOST
