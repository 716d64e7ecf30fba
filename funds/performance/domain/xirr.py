"""The internal rate of return of dated flows: one rate, none, or several, whichever is the truth.

XNPV(r) = sum of a_i / (1 + r) ** (days_i / 365). With x = ln(1 + r) it is a sum of exponentials in x, of which no more
zeros exist than the flows, in order of dates, change sign (Descartes; Laguerre 1883 for real exponents).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Context, Decimal, localcontext
from itertools import pairwise
from math import exp, log, log1p

import pyxirr

from funds.performance.domain.exponential_sums import ExponentialSum

YEAR = 365
_EXACT = Context(prec=40)
_DIGITS = Context(prec=15)
# 1 + r from a millionth to a million: a rate beyond is kept only where there is no other.
_USUAL = log(1e6)


@dataclass(frozen=True, slots=True)
class Rate:
    """The one rate; `log` is ln(1 + r), which tells even a rate near -100 % from -100 %."""

    log: float

    @property
    def annual(self) -> Decimal:
        """A year's rate as a share, effective: 0.1 is 10 %."""
        return self.over(YEAR)

    def over(self, days: int) -> Decimal:
        """The same rate for `days`: what is shown for less than a year, which is never made into a year's."""
        with localcontext(_EXACT):
            return _DIGITS.plus((Decimal(self.log) * days / YEAR).exp()) - 1


@dataclass(frozen=True, slots=True)
class NoRate:
    """No rate makes these flows worth nothing today; `reason` is a sentence for whoever asked."""

    reason: str


@dataclass(frozen=True, slots=True)
class SeveralRates:
    """Every rate of them makes the flows worth nothing today; the lowest first."""

    rates: tuple[Rate, ...]


Answer = Rate | NoRate | SeveralRates


@dataclass(frozen=True, slots=True)
class Flow:
    """Seen by the investor: what is paid in is negative, what comes back is positive."""

    on: date
    amount: Decimal


def xirr(flows: Iterable[Flow]) -> Answer:
    """Every rate above -100 % a year at which the flows are worth nothing, on ACT/365."""
    by_day: dict[date, Decimal] = defaultdict(Decimal)
    for flow in flows:
        by_day[flow.on] += flow.amount
    kept = [(on, amount) for on, amount in sorted(by_day.items()) if amount]
    if not kept:
        return NoRate("No money has moved.")
    if len(kept) == 1:
        return NoRate("All money moved on a single day, so no time has passed in which it could earn.")
    changes = sum((before > 0) != (after > 0) for (_, before), (_, after) in pairwise(kept))
    if changes == 0:
        word = "came back and none was paid in" if kept[0][1] > 0 else "was paid in and nothing came back"
        return NoRate(f"Money only {word}.")
    scale = max(abs(amount) for _, amount in kept)
    times = [(on - kept[0][0]).days / YEAR for on, _ in kept]
    weights = [float(amount / scale) for _, amount in kept]
    if changes == 1:
        return Rate(_only_zero(times, weights, kept))
    return _answer(ExponentialSum(times, weights).zeros())


def xnpv(rate: Decimal | float, flows: Iterable[Flow]) -> float:
    """What the flows are worth on the day of the first one, at `rate` a year on ACT/365."""
    listed = sorted(flows, key=lambda flow: flow.on)
    growth = log1p(float(rate))
    return sum(float(flow.amount) * exp(-growth * (flow.on - listed[0].on).days / YEAR) for flow in listed)


def _only_zero(times: list[float], weights: list[float], kept: list[tuple[date, Decimal]]) -> float:
    """Where the signs change once there is exactly one rate: pyxirr finds it, and is believed only if it is a zero."""
    total = ExponentialSum(times, weights)
    found = pyxirr.xirr([on for on, _ in kept], weights, silent=True)
    if found is not None and found > -1 + 1e-9 and total.is_zero(log1p(found)):
        return log1p(found)
    return total.zeros()[0]


def _answer(zeros: list[float]) -> Answer:
    if not zeros:
        return NoRate("At no rate is the money paid in worth the money that came back.")
    usual = [zero for zero in zeros if abs(zero) <= _USUAL] or zeros
    if len(usual) == 1:
        return Rate(usual[0])
    return SeveralRates(tuple(Rate(zero) for zero in usual))


def is_a_year(start: date, end: date) -> bool:
    """Whether a return from `start` to `end` may be called annual: from the same day of the next year on."""
    return end - start >= timedelta(days=YEAR)
