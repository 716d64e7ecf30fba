"""What of an investment is left to ask for."""

from __future__ import annotations

from datetime import date

from django.db.models import Sum

from fidus.lib.money import Money, total
from funds.domain.payout_states import PayoutState
from funds.models import InterestPayout, Investment
from funds.redemptions.domain.proceeds import outstanding_interest
from funds.redemptions.domain.redemption_states import LIVE, RESERVING
from funds.redemptions.models import Redemption
from funds.selectors.obligations import obligations


def reserved(investment: Investment) -> Money:
    """Principal that redemptions before their window have asked for."""
    asked = Redemption.objects.filter(investment=investment, state__in=RESERVING).aggregate(sum=Sum("asked_minor"))
    return Money.from_minor(int(asked["sum"] or 0), investment.currency)


def available(investment: Investment) -> Money:
    """Principal that nobody has asked for yet."""
    return investment.principal_left - reserved(investment)


def has_live_redemption(investment: Investment) -> bool:
    return Redemption.objects.filter(investment=investment, state__in=LIVE).exists()


def interest_outstanding(investment: Investment) -> Money:
    """Interest in the ledger that was neither paid out nor taken by fees, nor stands in a payment on its way."""
    owed = obligations([investment], as_of=date.max)[investment.pk]
    waiting = InterestPayout.objects.filter(investment=investment).exclude(state=PayoutState.PAID.value)
    return outstanding_interest(
        owed.accrued,
        owed.paid_out + owed.fees,
        total([payout.amount for payout in waiting], investment.currency),
    )
