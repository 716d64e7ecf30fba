"""What leaving costs, as the fund's fees say."""

from __future__ import annotations

from datetime import date

from fidus.lib.money import Money
from funds.fees.domain.charges import Charge
from funds.fees.selectors.redemption import early_redemption_allowed, redemption_charges
from funds.models import Investment

__all__ = ["Charge", "charges_for", "early_redemption_allowed"]


def charges_for(investment: Investment, principal: Money, interest: Money, *, as_of: date, early: bool) -> list[Charge]:
    """Fees kept back from principal and interest that leave on `as_of`; ask before the redemption is posted."""
    return redemption_charges(investment, principal + interest, as_of=as_of, early=early, principal=principal)
