"""What thousands of outcomes say in a few figures: chances with their error, quantiles, the bad end and its makers."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
# The bad end: the worst of every twenty outcomes.
TAIL = 0.05
Z95 = 1.959963984540054


def chance(met: NDArray[np.bool_]) -> tuple[float, float]:
    """The share of paths on which it holds, and its standard error sqrt(p (1 - p) / n)."""
    share = float(met.mean())
    return share, math.sqrt(share * (1 - share) / len(met))


def interval(share: float, paths: int) -> tuple[float, float]:
    """95 % interval of a share by Wilson (1927): sensible also where no path or every path is met."""
    spread = Z95**2 / paths
    middle = (share + spread / 2) / (1 + spread)
    half = Z95 / (1 + spread) * math.sqrt(share * (1 - share) / paths + spread / (4 * paths))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def quantiles(outcomes: Floats) -> list[float]:
    """At QUANTILES."""
    return [float(value) for value in np.quantile(outcomes, QUANTILES)]


def tail_places(outcomes: Floats) -> NDArray[np.int64]:
    """The paths of the bad end, at least one."""
    count = max(int(len(outcomes) * TAIL), 1)
    return np.argsort(outcomes, kind="stable")[:count]


def expected_shortfall(outcomes: Floats) -> float:
    """The mean of the bad end (Acerbi & Tasche 2002), of what is left: below zero what is missing."""
    return float(outcomes[tail_places(outcomes)].mean())


def drivers(results: Floats, outcomes: Floats) -> list[float]:
    """What each account makes less in the bad end than on average (below zero: it makes the bad end).

    `results` has shape (paths, accounts). The parts sum to what the bad end is worse than the mean by, as payments
    are the same on every path (Euler's division of expected shortfall, Tasche 1999).
    """
    worse = results[tail_places(outcomes)].mean(axis=0) - results.mean(axis=0)
    return [float(value) for value in worse]
