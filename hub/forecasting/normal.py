"""Lognormal services, drawn many at a time; NumPy has no quantiles, so those of the normal come from a table."""

import math
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

NORMAL = NormalDist()
PLACES = 4096
SHARES = (np.arange(PLACES) + 0.5) / PLACES
QUANTILES = np.array([NORMAL.inv_cdf(share) for share in SHARES])
FAR = 0.998
"""A service that has lasted longer than this share of its kind may end at any moment: its *finish* may be forgotten."""

SOON = 0.3
"""Mean seconds that such a service still lasts, per second of its kind's mean."""


def lognormal(draw: np.random.Generator, mean: Floats, sigma: Floats, runs: int) -> Floats:
    """(runs, n) services of the given means (seconds) and log standard deviations."""
    drawn: Floats = np.exp(draw.standard_normal((runs, len(mean))) * sigma + (np.log(mean) - sigma * sigma / 2))
    return drawn


def remaining(draw: np.random.Generator, mean_s: float, sigma: float, lasted_s: float, runs: int) -> Floats:
    """(runs,) seconds that a service still lasts which has lasted ``lasted_s`` already."""
    mu = math.log(mean_s) - sigma * sigma / 2
    past = NORMAL.cdf((math.log(max(lasted_s, 1e-3)) - mu) / max(sigma, 1e-6))
    if past > FAR:
        return draw.exponential(SOON * mean_s, runs)
    shares = past + (1 - past) * draw.random(runs)
    whole: Floats = np.exp(mu + sigma * np.interp(shares, SHARES, QUANTILES))
    return np.maximum(whole - lasted_s, 0.0)
