"""Money that redemptions will take out of the firm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fidus.lib.money import Money
from funds.redemptions.domain.redemption_states import LIVE
from funds.redemptions.models import Redemption


@dataclass(frozen=True, slots=True)
class ComingRedemption:
    """`amount` is what is sent once it is payable; before, the principal asked for, without interest and fees."""

    number: str
    investment: str
    product: str
    currency: str
    amount: Money
    window_on: date
    pay_on: date
    state: str
    full: bool


def coming_redemptions(*, start: date, end: date) -> list[ComingRedemption]:
    """Live redemptions to be paid from `start` to `end`, by day; one query. What is overdue is due on `start`."""
    live = Redemption.objects.filter(state__in=LIVE, pay_on__lte=end).select_related("investment__terms__product")
    lines = [
        ComingRedemption(
            one.number,
            one.investment.number,
            one.investment.terms.product.code,
            one.currency,
            one.net or one.asked,
            one.window_on,
            max(one.pay_on, start),
            one.state,
            one.full,
        )
        for one in live
    ]
    return sorted(lines, key=lambda line: (line.pay_on, line.number))
