"""What a redemption would bring on a day to come, shown before anybody asks for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from fidus.lib.money import Money, total
from funds.domain.interest import (
    InterestRule,
    PrincipalChange,
    anniversary,
    cumulative_interest,
    full_months,
    interest_between,
    principal_at,
)
from funds.models import InterestMode, Investment
from funds.redemptions.domain.redemption_states import RESERVING
from funds.redemptions.models import Redemption
from funds.redemptions.selectors.charges import Charge, charges_for
from funds.redemptions.selectors.reserved import interest_outstanding


@dataclass(frozen=True, slots=True)
class Estimate:
    """As of what is known today: principal + interest - charges = net. `stays` is the principal left after it.

    `monthly` is the interest of a full month on what stays.
    """

    on: date
    principal: Money
    interest: Money
    charges: tuple[Charge, ...]
    stays: Money
    monthly: Money

    @property
    def charged(self) -> Money:
        return total([charge.amount for charge in self.charges], self.principal.currency)

    @property
    def net(self) -> Money:
        return self.principal + self.interest - self.charged


def estimate(
    investment: Investment,
    *,
    on: date,
    principal: Money | None,
    with_interest: bool,
    early: bool,
    apart_from: Redemption | None = None,
) -> Estimate:
    """`principal` None takes all that is left then; `apart_from` is the request itself, if it is made already."""
    rule = _foreseen(investment, on, apart_from)
    left = principal_at(rule, on)
    taken = left if principal is None else principal
    interest = Money.zero(investment.currency)
    if with_interest or principal is None:
        interest = _interest(investment, rule, on)
    charges = charges_for(investment, taken, interest, as_of=on, early=early)
    stays = left - taken
    monthly = Money.rounded(stays.amount * investment.monthly_rate, investment.currency)
    return Estimate(on, taken, interest, tuple(charges), stays, monthly)


def estimate_of(redemption: Redemption) -> Estimate:
    """Of a request that is made."""
    return estimate(
        redemption.investment,
        on=redemption.window_on,
        principal=None if redemption.full else redemption.asked,
        with_interest=redemption.with_interest,
        early=redemption.occasion == Redemption.Occasion.EARLY,
        apart_from=redemption,
    )


def _foreseen(investment: Investment, on: date, apart_from: Redemption | None) -> InterestRule:
    """The rule with what other requests will have taken out by `on`."""
    others = Redemption.objects.filter(investment=investment, state__in=RESERVING, window_on__lte=on)
    if apart_from is not None:
        others = others.exclude(pk=apart_from.pk)
    leaving = tuple(PrincipalChange(other.window_on, other.asked) for other in others)
    return replace(investment.rule, changes=(*investment.rule.changes, *leaving))


def _interest(investment: Investment, rule: InterestRule, on: date) -> Money:
    """Interest kept until `on`; where it is paid out each month, that of the month which runs then."""
    if investment.interest_mode == InterestMode.PAY_OUT:
        began_on = anniversary(rule.earns_from, full_months(rule.earns_from, on))
        gone = [one.interest for one in investment.reductions.all() if began_on < one.effective_on <= on]
        return interest_between(rule, began_on, on) - total(gone, investment.currency)
    known = cumulative_interest(rule, investment.accrual.accrued_through)
    return interest_outstanding(investment) + cumulative_interest(rule, on) - known
