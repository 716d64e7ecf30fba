"""What a holding in a foreign currency gained or lost by exchange (IAS 21.28: monetary items at the closing rate)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from accounts.rates.domain.crossing import times
from fidus.lib.money import Money, total


@dataclass(frozen=True, slots=True)
class Revalued:
    """`carrying` is the position at the rate of each day it came, `value` at the closing rate."""

    position: Money
    carrying: Money
    value: Money

    @property
    def difference(self) -> Money:
        """Gained since the beginning, above zero, or lost."""
        return self.value - self.carrying


def revalue_position(
    gained: Iterable[tuple[date, Money]],
    *,
    currency: str,
    to: str,
    rate_of: Callable[[date], Fraction],
    closing: Fraction,
) -> Revalued:
    """Each figure is added up exactly and rounded once."""
    rows = list(gained)
    position = total((money for _, money in rows), currency)
    carried = sum((Fraction(money.amount) * rate_of(day) for day, money in rows), Fraction(0))
    return Revalued(
        position,
        Money.rounded(times(Decimal(1), carried), to),
        Money.rounded(times(position.amount, closing), to),
    )
