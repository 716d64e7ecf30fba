"""A performance fee above a high-water mark: losses are made good first, deposits are no gain, redemptions scale it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Context, Decimal
from fractions import Fraction

from fidus.lib.money import Money
from funds.domain.day_counts import DayCount, year_fraction

_EXACT = Context(prec=80)


@dataclass(frozen=True, slots=True)
class HighWater:
    """Amounts of money, unrounded: `result` is what trading had earned when last looked at, `running` the part of it
    that belongs to the capital still there, `mark` the highest `running` a fee was taken on, on `since`.
    """

    running: Fraction
    mark: Fraction
    result: Fraction
    since: date

    @classmethod
    def start(cls, result: Money, since: date) -> HighWater:
        """What was earned before `since` bears no fee."""
        return cls(Fraction(0), Fraction(0), Fraction(result.amount), since)

    @classmethod
    def crystallised(cls, mark: Money, result: Money, since: date) -> HighWater:
        return cls(Fraction(mark.amount), Fraction(mark.amount), Fraction(result.amount), since)

    def after(self, result: Money, *, kept: Fraction = Fraction(1)) -> HighWater:
        """When trading has earned `result` and then `kept` of the principal stays: mark and running shrink alike.

        Only trading's results come in here, so money paid in or taken out moves neither.
        """
        running = (self.running + Fraction(result.amount) - self.result) * kept
        return replace(self, running=running, mark=self.mark * kept, result=Fraction(result.amount))

    @property
    def gain(self) -> Fraction:
        """What stands above the mark; zero while losses are being made good."""
        return max(self.running - self.mark, Fraction(0))


@dataclass(frozen=True, slots=True)
class Look:
    """What trading had earned at the end of a day, and how much of the principal stayed after it."""

    result: Money
    kept: Fraction = Fraction(1)


def follow(water: HighWater, looks: Iterable[Look]) -> HighWater:
    for look in looks:
        water = water.after(look.result, kept=look.kept)
    return water


def hurdle(principal: Money, annual_rate: Decimal, since: date, on: date) -> Fraction:
    """What must be earned before a fee is due: simple, ACT/365F, since the mark was last moved."""
    return Fraction(principal.amount) * Fraction(annual_rate) * year_fraction(DayCount.ACT_365F, since, max(since, on))


def performance_fee(
    water: HighWater, *, rate: Decimal, over: Fraction, currency: str, share: Fraction = Fraction(1)
) -> Money:
    """`rate` of the gain beyond the hurdle `over`, for `share` of the capital; rounded once, never below zero."""
    exact = max(water.gain - over, Fraction(0)) * Fraction(rate) * share
    return rounded(exact, currency)


def rounded(exact: Fraction, currency: str) -> Money:
    """Half even, once."""
    return Money.rounded(_EXACT.divide(Decimal(exact.numerator), Decimal(exact.denominator)), currency)
