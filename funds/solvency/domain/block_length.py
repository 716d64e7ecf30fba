"""How long the blocks of days are that the bootstrap draws."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

LEAST, A_SHARE = 5, 4


def block_length(series: NDArray[np.float64]) -> float:
    """The mean length of a block in days, at least a week's five and at most a quarter of the history.

    The automatic choice of Politis & White (2004), corrected by Patton, Politis & White (2009), for the stationary
    bootstrap: (2 G^2 / D)^(1/3) n^(1/3), with D = 2 g(0)^2, from autocovariances under a flat-top window.
    """
    days = len(series)
    most = max(float(days // A_SHARE), 1.0)
    chosen = _optimal(series) if days >= 4 * LEAST and float(np.ptp(series)) > 0 else float(LEAST)
    return min(max(chosen, float(LEAST)), most)


def _optimal(series: NDArray[np.float64]) -> float:
    days = len(series)
    centred = series - series.mean()
    most_lags = min(days - 1, math.ceil(math.sqrt(days)) + max(5, math.ceil(math.log10(days))))
    covariance = np.array([centred[lag:] @ centred[: days - lag] for lag in range(most_lags + 1)]) / days
    bandwidth = min(2 * _last_that_counts(covariance / covariance[0], days), most_lags)
    lags = np.arange(-bandwidth, bandwidth + 1)
    weighed = _flat_top(lags / max(bandwidth, 1)) * covariance[np.abs(lags)]
    spectrum, slope = float(weighed.sum()), float((weighed * np.abs(lags)).sum())
    if spectrum <= 0 or slope == 0:
        return float(LEAST)
    return float((slope**2 / spectrum**2) ** (1 / 3) * days ** (1 / 3))


def _last_that_counts(correlation: NDArray[np.float64], days: int) -> int:
    """The lag after which a run of correlations is within chance (the rule of their footnote c), at least 1."""
    run = max(5, math.ceil(math.sqrt(math.log10(days))))
    small = np.abs(correlation) < 2 * math.sqrt(math.log10(days) / days)
    for lag in range(1, len(correlation)):
        if small[lag : lag + run].all():
            return max(lag - 1, 1)
    return len(correlation) - 1


def _flat_top(at: NDArray[np.float64]) -> NDArray[np.float64]:
    weights: NDArray[np.float64] = np.clip(2 * (1 - np.abs(at)), 0, 1)
    return weights
