"""What a fee posts; shown to people before it is posted."""

from __future__ import annotations

from datetime import date

from accounts.ledger.api import Draft, Leg, open_account
from fidus.lib import clock
from fidus.lib.money import Money
from funds.fees.domain.fee_terms import FeeKind
from funds.fees.models import FeeCharge, FeeRunRow
from funds.fees.selectors.accounts import bill_account, income_account
from funds.models import Investment


def fees_account(investment: Investment) -> int:
    """The client's account of fees taken from interest: a debit, so that less is owed."""
    if investment.fees_account is not None:
        return investment.fees_account
    return open_account(
        code=f"Liabilities:Clients:C{investment.client.number}:{investment.number}:Fees",
        kind="liability",
        currency=investment.currency,
        label=f"{investment.client.name}, {investment.number}: fees",
    )


def fee_draft(row: FeeRunRow, *, event: int | None = None) -> Draft:
    """From interest and from the client's bill to the firm's income; the row comes with its run and investment."""
    investment, run = row.investment, row.run
    legs = []
    if row.interest_minor:
        legs.append(Leg(fees_account(investment), row.from_interest))
    if row.billed_minor:
        legs.append(Leg(bill_account(investment), row.billed))
    legs.append(Leg(income_account(FeeKind(row.kind), investment), -row.amount))
    return Draft(
        key=f"fee:{row.kind}:{investment.number}:{run.until}:{run.pk}",
        kind="fee",
        text=charge_label(row),
        booked_on=clock.today(),
        value_on=run.value_on,
        legs=tuple(legs),
        event=event,
    )


def charge_label(row: FeeRunRow) -> str:
    return f"{FeeKind(row.kind).label} of {row.investment.number} to {row.run.until:%-d %b %Y}"


def payment_draft(charge: FeeCharge, paid_on: date, *, event: int | None = None) -> Draft:
    """The client's money for a billed fee."""
    amount: Money = charge.billed
    bank = open_account(
        code=f"Assets:Bank:{amount.currency}", kind="asset", currency=amount.currency, label="The firm's bank"
    )
    return Draft(
        key=f"fee-payment:{charge.pk}",
        kind="fee_payment",
        text=f"{charge.label}, bill paid",
        booked_on=clock.today(),
        value_on=paid_on,
        legs=(Leg(bank, amount), Leg(bill_account(charge.investment), -amount)),
        event=event,
    )
