"""Errors and coverage of forecasts, people who were never called included."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hub.forecasting.queue_day import Minutes


def errors(forecast: Minutes, waits: Minutes, at_least: NDArray[np.bool_]) -> Minutes:
    """Absolute errors. Of a wait known from below only what the forecast falls short counts: more nobody knows."""
    return np.where(at_least, np.maximum(waits - forecast, 0.0), np.abs(waits - forecast))


@dataclass(frozen=True, slots=True)
class Score:
    """Minutes; nan where nothing was forecast."""

    mae_min: float
    rmse_min: float
    observations: int


def score(forecast: Minutes, waits: Minutes, at_least: NDArray[np.bool_]) -> Score:
    """Over all moments for which there is a forecast."""
    there = ~np.isnan(forecast)
    if not there.any():
        return Score(math.nan, math.nan, 0)
    missed = errors(forecast[there], waits[there], at_least[there])
    return Score(float(missed.mean()), float(np.sqrt((missed**2).mean())), int(there.sum()))


def coverage(bound: Minutes, waits: Minutes, at_least: NDArray[np.bool_]) -> float:
    """Share of the waits that stayed below a bound, of those for which that is decided; nan without any."""
    decided = ~at_least | (waits > bound)
    return float((waits <= bound)[decided].mean()) if decided.any() else math.nan
