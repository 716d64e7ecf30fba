"""Book that an approved interest payment has left the bank."""

from datetime import date

from django.db import IntegrityError, transaction

from accounts.ledger.api import Draft, Leg, PeriodClosed, open_account, post_entry
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.domain.payout_states import PayoutAction, PayoutState
from funds.errors import BadDate, ReferenceUsed, SecondPersonNeeded
from funds.events import InterestPaid
from funds.models import InterestPayout
from funds.services.move_payout import move_payout


@transaction.atomic
def pay_interest(
    *, payout: InterestPayout, bank_reference: str, by: User, paid_on: date | None = None
) -> InterestPayout:
    """The paid payment; `paid_on` (default: today) is its value date. The same reference again changes nothing.

    Raises SecondPersonNeeded for whoever approved it, ReferenceUsed, IllegalState if it is not approved, BadDate.
    """
    payout = InterestPayout.objects.select_for_update(of=("self",)).select_related("investment").get(pk=payout.pk)
    paid_on, bank_reference = paid_on or clock.today(), bank_reference.strip()
    if payout.state == PayoutState.PAID and payout.bank_reference == bank_reference:
        return payout
    if not bank_reference or InterestPayout.objects.filter(bank_reference=bank_reference).exists():
        raise ReferenceUsed("Give the bank's reference of this payment; one reference stands for one payment.")
    if payout.approved_by_id == by.pk:
        raise SecondPersonNeeded("You approved this payment; another person books that it was paid.")
    if not payout.due_on <= paid_on <= clock.today():
        raise BadDate("Interest is paid between the day it fell due and today.")
    investment = payout.investment
    event = InterestPaid(investment.number, investment.client_id, payout.due_on, payout.amount, bank_reference)
    draft = payment_draft(payout, paid_on, event=record(event, by=by))
    try:
        move_payout(payout, PayoutAction.PAY, paid_by=by, paid_on=paid_on, bank_reference=bank_reference)
    except IntegrityError as error:
        if "bank_reference" not in str(error):
            raise
        # Somebody booked it for another payment while we looked.
        raise ReferenceUsed(f"The bank's reference {bank_reference} was booked a moment ago.") from error
    try:
        post_entry(draft, by=by)
    except PeriodClosed as error:
        raise BadDate(f"The books of {paid_on:%-d %b %Y} are closed.") from error
    return payout


def payment_draft(payout: InterestPayout, paid_on: date, *, event: int | None = None) -> Draft:
    """What the payment posts; shown to the person before it is posted."""
    investment, amount = payout.investment, payout.amount
    bank = open_account(
        code=f"Assets:Bank:{amount.currency}", kind="asset", currency=amount.currency, label="The firm's bank"
    )
    assert investment.paid_account is not None
    return Draft(
        key=f"interest-payment:{investment.number}:{payout.due_on}",
        kind="interest_payment",
        text=f"Interest of {investment.number} paid, due {payout.due_on:%-d %b %Y}",
        booked_on=clock.today(),
        value_on=paid_on,
        legs=(Leg(investment.paid_account, amount), Leg(bank, -amount)),
        event=event,
    )
