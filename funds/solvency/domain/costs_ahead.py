"""What running the firm will cost, guessed from what it cost: shown as a guess wherever it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median_low

from fidus.lib.money import Money
from funds.domain.interest import anniversary

MONTHS_BACK = 6


@dataclass(frozen=True, slots=True)
class CostGuess:
    """`monthly` is the mean of the last `months` whole months, paid on `day` of each month."""

    monthly: Money
    months: int
    day: int


def guess_costs(costs: Iterable[tuple[date, Money]], *, as_of: date, currency: str) -> CostGuess | None:
    """From whole months alone, since the first cost but at most six; None where no whole month had one."""
    this_month = as_of.replace(day=1)
    known = [(day, cost) for day, cost in costs if day < this_month and cost.currency == currency]
    if not known:
        return None
    first = min(day for day, _ in known).replace(day=1)
    since = max(first, anniversary(this_month, -MONTHS_BACK))
    months = (this_month.year - since.year) * 12 + this_month.month - since.month
    recent = [(day, cost) for day, cost in known if day >= since]
    if not recent:
        return None
    whole = sum((cost.amount for _, cost in recent), Decimal(0))
    return CostGuess(Money.rounded(whole / months, currency), months, median_low(day.day for day, _ in recent))


def cost_days(guess: CostGuess, *, after: date, until: date) -> Iterable[date]:
    """The days on which a month's costs are expected, later than `after`."""
    month = after.replace(day=1)
    place = 0
    while (first := anniversary(month, place)) <= until:
        day = first.replace(day=min(guess.day, 28))
        if after < day <= until:
            yield day
        place += 1
