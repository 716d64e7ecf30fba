"""All real zeros of f(x) = sum of a_i exp(-t_i x), found by excluding intervals until none is in doubt.

On an interval each term lies between its values at the ends, which bounds f and its slope. If the bounds of f leave
zero out there is none; if those of the slope do, f is monotonic and the signs at the ends decide. Else it is halved.
The factor exp(t x), with t the mean time of the terms there, moves no zero and makes the bounds narrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LIMIT = 1e6
_NARROW = 1e-9
_BATCH = 4_000_000
# A double zero touches nothing: it is one where the terms cancel to this share of their size.
_CANCELLED = 1e-13


class ExponentialSum:
    """`times` ascending and different, no weight zero."""

    def __init__(self, times: Sequence[float], weights: Sequence[float]) -> None:
        self.times = np.asarray(times, dtype=np.float64)
        self.signs: Array = np.sign(np.asarray(weights, dtype=np.float64))
        self.logs: Array = np.log(np.abs(np.asarray(weights, dtype=np.float64)))

    def zeros(self) -> list[float]:
        """In ascending order, a multiple one once; only those between -LIMIT and LIMIT."""
        low, high = self._reach()
        edges = np.linspace(low, high, 65)
        lows, highs = edges[:-1], edges[1:]
        brackets: list[tuple[float, float]] = []
        touching: list[float] = []
        batch = max(_BATCH // len(self.times), 1)
        while len(lows):
            doubtful = np.ones(len(lows), dtype=bool)
            for first in range(0, len(lows), batch):
                part = slice(first, first + batch)
                free, monotonic = self._judge(lows[part], highs[part])
                doubtful[part] = ~(free | monotonic)
                at_low, at_high = self._sign(lows[part]), self._sign(highs[part])
                crossed = monotonic & ~free & (at_low * at_high <= 0) & (at_high != 0)
                brackets += zip(lows[part][crossed].tolist(), highs[part][crossed].tolist(), strict=True)
                touching += highs[part][monotonic & ~free & (at_high == 0)].tolist()
            lows, highs = lows[doubtful], highs[doubtful]
            middles = (lows + highs) / 2
            narrow = highs - lows < _NARROW * np.maximum(1.0, np.abs(middles))
            touching += [x for x in middles[narrow].tolist() if self.is_zero(x)]
            crossed = narrow & (self._sign(lows) * self._sign(highs) < 0)
            brackets += zip(lows[crossed].tolist(), highs[crossed].tolist(), strict=True)
            lows, middles, highs = lows[~narrow], middles[~narrow], highs[~narrow]
            lows, highs = np.concatenate([lows, middles]), np.concatenate([middles, highs])
        return _apart([*(self._bisect(*bracket) for bracket in brackets), *touching])

    def is_zero(self, x: float) -> bool:
        """Whether the terms at `x` cancel as far as numbers of this length can."""
        terms = self._terms(np.array([x]))
        return bool(abs((terms * self.signs).sum()) <= max(_CANCELLED, 1e-15 * len(self.times)) * terms.sum())

    def _reach(self) -> tuple[float, float]:
        """No zero lies outside: beyond it the first term, or the last, outweighs all others together."""
        everything = float(np.logaddexp.reduce(self.logs))
        up = (everything - float(self.logs[0])) / float(self.times[1] - self.times[0])
        down = (everything - float(self.logs[-1])) / float(self.times[-1] - self.times[-2])
        return -min(down + 1, LIMIT), min(up + 1, LIMIT)

    def _terms(self, xs: Array) -> Array:
        """The terms' sizes at each of `xs`, the largest of each row made 1, so that nothing overflows."""
        powers = self.logs - np.outer(xs, self.times)
        return np.asarray(np.exp(powers - powers.max(axis=1, keepdims=True)))

    def _sign(self, xs: Array) -> Array:
        return np.asarray(np.sign(self._terms(xs) @ self.signs)) if len(xs) else np.empty(0)

    def _judge(self, lows: Array, highs: Array) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """For each interval: whether it has no zero, and whether f times its factor is monotonic on it."""
        sizes = self._terms((lows + highs) / 2)
        centre = (sizes @ self.times) / sizes.sum(axis=1)
        shifted = self.times[None, :] - centre[:, None]
        at_low, at_high = (self.logs - shifted * xs[:, None] for xs in (lows, highs))
        top = np.maximum(at_low, at_high).max(axis=1, keepdims=True)
        least, most = np.exp(np.minimum(at_low, at_high) - top), np.exp(np.maximum(at_low, at_high) - top)
        error = 1e-14 * most.sum(axis=1)
        free = _same_sign(self.signs, least, most, error)
        slopes = -self.signs * shifted
        monotonic = _same_sign(slopes, least, most, error * (1 + np.abs(shifted).max(axis=1)))
        return free, monotonic

    def _bisect(self, low: float, high: float) -> float:
        """The zero between two ends of different sign, to the last digit."""
        at_low = self._one_sign(low)
        if at_low == 0:
            return low
        for _ in range(200):
            middle = (low + high) / 2
            if middle in (low, high):
                break
            sign = self._one_sign(middle)
            if sign == 0:
                return middle
            if sign == at_low:
                low = middle
            else:
                high = middle
        return (low + high) / 2

    def _one_sign(self, x: float) -> float:
        return float(self._sign(np.array([x]))[0])


def _same_sign(factors: Array, least: Array, most: Array, error: Array) -> NDArray[np.bool_]:
    """Whether the sum of factor x term keeps one sign for all terms between `least` and `most`."""
    above: Any = np.maximum(factors, 0)
    below: Any = np.minimum(factors, 0)
    lowest = (above * least + below * most).sum(axis=1)
    highest = (above * most + below * least).sum(axis=1)
    return np.asarray((lowest > error) | (highest < -error))


def _apart(zeros: list[float]) -> list[float]:
    """In order, those that only rounding keeps apart taken as one."""
    groups: list[list[float]] = []
    for zero in sorted(zeros):
        if groups and zero - groups[-1][-1] <= 1e-7 * max(1.0, abs(zero)):
            groups[-1].append(zero)
        else:
            groups.append([zero])
    return [(group[0] + group[-1]) / 2 for group in groups]
