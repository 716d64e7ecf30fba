"""An investment's interest, month by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from funds.domain.interest import InterestMonth
from funds.domain.interest import interest_table as months_of
from funds.models import InterestPayout, Investment


@dataclass(frozen=True, slots=True)
class InterestLine:
    """An interest month and its payment, which there is none of while interest is kept or the month runs."""

    month: InterestMonth
    payout: InterestPayout | None


def interest_table(investment: Investment, as_of: date) -> list[InterestLine]:
    """Every interest month begun by `as_of`, oldest first; none during incubation. Sums to what the ledger accrued."""
    if investment.earns_from is None:
        return []
    until = as_of if investment.closed_on is None else min(as_of, investment.closed_on)
    payouts = {payout.due_on: payout for payout in investment.payouts.all()}
    return [InterestLine(month, payouts.get(month.end)) for month in months_of(investment.rule, until)]
