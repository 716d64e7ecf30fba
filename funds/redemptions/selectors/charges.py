"""What leaving costs, as the fund's fees say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fidus.lib.money import Money
from funds.models import Investment


@dataclass(frozen=True, slots=True)
class Charge:
    label: str
    amount: Money
    account: int


def early_redemption_allowed(investment: Investment, *, as_of: date) -> bool:
    """Only a schedule of fees with a penalty opens the door between the windows."""
    return False


def charges_for(investment: Investment, principal: Money, interest: Money, *, as_of: date, early: bool) -> list[Charge]:
    """Fees kept back from principal and interest that leave on `as_of`; ask before the redemption is posted."""
    return []
