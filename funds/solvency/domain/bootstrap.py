"""Days of the past drawn anew in blocks: the stationary bootstrap of Politis & Romano (JASA 89, 1994).

A block begins on a day drawn evenly and runs on, past the end to the beginning; its length is geometric. The same day
is taken for all accounts, so that what moved together moves together.
"""

from __future__ import annotations

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence
from numpy.typing import NDArray


class DrawnDays:
    """One draw after the other from one seed; the paths are the same however many are asked for at a time."""

    def __init__(self, *, seed: int, history: int, block: float, horizon: int) -> None:
        """`history` and `horizon` are numbers of days, `block` the mean length of a block in days."""
        breaks, starts = SeedSequence(seed).spawn(2)
        self._breaks, self._starts = Generator(PCG64(breaks)), Generator(PCG64(starts))
        self._history, self._horizon, self._renewal = history, horizon, 1 / block

    def draw(self, paths: int) -> NDArray[np.int64]:
        """Places of days in the history, shape (horizon, paths)."""
        shape = (paths, self._horizon)
        day = np.arange(self._horizon)
        fresh = self._breaks.random(shape) < self._renewal
        fresh[:, 0] = True
        start = (self._starts.random(shape) * self._history).astype(np.int64)
        began = np.maximum.accumulate(np.where(fresh, day, 0), axis=1)
        places = np.take_along_axis(start, began, axis=1) + (day - began)
        return np.ascontiguousarray((places % self._history).T)
