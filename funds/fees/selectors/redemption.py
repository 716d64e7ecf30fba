"""What leaving costs, told to whoever pays out a redemption."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from accounts.ledger.api import balance
from fidus.lib.money import Money, total
from funds.domain.interest import full_months
from funds.fees.domain.charges import Charge, within
from funds.fees.domain.fee_terms import FeeKind
from funds.fees.domain.penalties import penalty_rate, share_of, withdrawal_fee
from funds.fees.models import FeeSchedule
from funds.fees.selectors.accounts import bill_account, income_account
from funds.fees.selectors.accrued import management_due
from funds.fees.selectors.charged import open_bills
from funds.fees.selectors.high_water import gain_standings
from funds.fees.selectors.in_words import per_cent
from funds.fees.selectors.schedules import schedule_of
from funds.models import Investment

# Not a fee of its own: fees billed before, settled out of what leaves last.
BILLS = "bills"


def early_redemption_allowed(investment: Investment, *, as_of: date) -> bool:
    """Whether money may leave outside the windows, at the price redemption_charges() says."""
    schedule = schedule_of(investment, as_of)
    return schedule is not None and schedule.early_allowed


def redemption_charges(
    investment: Investment, amount: Money, *, as_of: date, early: bool, principal: Money | None = None
) -> list[Charge]:
    """The fees kept back from `amount`, never more than it; ask before the redemption itself is posted.

    `principal` is the part of `amount` that is principal (default: all of it, as far as there is any). Whoever takes
    all of the principal also settles the management fee to `as_of` and the bills that are open.
    """
    assert investment.principal_account is not None, "only an investment that was opened can be redeemed"
    held = -balance(investment.principal_account, as_of=as_of)
    taken = min(amount if principal is None else principal, held)
    share = Fraction(taken.minor, held.minor) if held.minor > 0 else Fraction(0)
    found = _management(investment, as_of) if share == 1 else []
    schedule = schedule_of(investment, as_of)
    if schedule is not None:
        found += _by_schedule(schedule, investment, amount, as_of=as_of, share=share, early=early)
    charges = within(found, amount)
    rest = amount - total((charge.amount for charge in charges), amount.currency)
    return charges + (_bills(investment, rest, as_of) if share == 1 else [])


def _management(investment: Investment, as_of: date) -> list[Charge]:
    due = management_due(investment, as_of=as_of)
    if not due:
        return []
    account = income_account(FeeKind.MANAGEMENT, investment)
    return [Charge(FeeKind.MANAGEMENT, f"Management fee to {as_of:%-d %b %Y}", due, account, as_of)]


def _bills(investment: Investment, rest: Money, as_of: date) -> list[Charge]:
    """The oldest bills that fit into `rest` as a whole."""
    settled = Money.zero(rest.currency)
    for bill in open_bills(investment):
        if settled + bill.billed > rest:
            break
        settled += bill.billed
    return [Charge(BILLS, "Fees billed before", settled, bill_account(investment), as_of)] if settled else []


def _by_schedule(
    schedule: FeeSchedule, investment: Investment, amount: Money, *, as_of: date, share: Fraction, early: bool
) -> list[Charge]:
    found: list[tuple[FeeKind, str, Money]] = []
    if schedule.performance_rate and share:
        gains = gain_standings([investment], as_of=as_of).get(investment.pk)
        if gains is not None:
            label = f"Performance fee, {per_cent(schedule.performance_rate)} of the gain on what leaves"
            found.append((FeeKind.PERFORMANCE, label, gains.fee(schedule, share=share)))
    fee = withdrawal_fee(amount, flat=schedule.withdrawal_flat, rate=schedule.withdrawal_rate)
    found.append((FeeKind.WITHDRAWAL, "Withdrawal fee", fee))
    if early:
        assert investment.funded_on is not None
        months = full_months(investment.funded_on, as_of)
        rate = penalty_rate(schedule.steps, months)
        label = f"Early redemption after {months} months, {per_cent(rate)}"
        found.append((FeeKind.EARLY_REDEMPTION, label, share_of(amount, rate)))
    return [
        Charge(kind, label, fee, income_account(kind, investment), as_of) for kind, label, fee in found if fee.minor > 0
    ]
