"""Book that an approved interest payment has left the firm."""

from datetime import date

from django.db import IntegrityError, transaction

from accounts.ledger.api import Draft, Leg, PeriodClosed, post_entry
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.domain.payout_states import PayoutAction, PayoutState
from funds.errors import BadDate, IllegalState, ReferenceUsed, SecondPersonNeeded
from funds.events import InterestPaid
from funds.gates import route_to_pay, send, source_of
from funds.models import InterestPayout
from funds.services.move_payout import move_payout


@transaction.atomic
def pay_interest(
    *, payout: InterestPayout, bank_reference: str, by: User, paid_on: date | None = None
) -> InterestPayout:
    """The paid payment; `paid_on` (default: today) is its value date. The same reference again changes nothing.

    It goes where it was approved for, or waits. Raises SecondPersonNeeded for whoever approved it, ReferenceUsed,
    IllegalState if it is not approved, BadDate, PayoutWaits.
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
    if payout.state != PayoutState.APPROVED:
        raise IllegalState(f"{payout} is {payout.state}; only what is approved is paid.")
    investment, route = payout.investment, route_to_pay(payout)
    bank_reference = send(payout, route, bank_reference, by=by)
    event = InterestPaid(
        investment.number,
        investment.client_id,
        payout.due_on,
        payout.amount,
        bank_reference,
        route.label,
        route.address,
    )
    draft = payment_draft(payout, paid_on, source_of(route, payout.currency), event=record(event, by=by))
    try:
        entry = post_entry(draft, by=by).entry
    except PeriodClosed as error:
        raise BadDate(f"The books of {paid_on:%-d %b %Y} are closed.") from error
    try:
        move_payout(
            payout, PayoutAction.PAY, paid_by=by, paid_on=paid_on, bank_reference=bank_reference, payment_entry=entry
        )
    except IntegrityError as error:
        if "bank_reference" not in str(error):
            raise
        # Somebody booked it for another payment while we looked.
        raise ReferenceUsed(f"The bank's reference {bank_reference} was booked a moment ago.") from error
    return payout


def payment_draft(payout: InterestPayout, paid_on: date, source: int, *, event: int | None = None) -> Draft:
    """What the payment posts, taken from the asset account `source`; shown to the person before it is posted."""
    investment, amount = payout.investment, payout.amount
    assert investment.paid_account is not None
    return Draft(
        key=payout.payment_key,
        kind="interest_payment",
        text=f"Interest of {investment.number} paid, due {payout.due_on:%-d %b %Y}",
        booked_on=clock.today(),
        value_on=paid_on,
        legs=(Leg(investment.paid_account, amount), Leg(source, -amount)),
        event=event,
    )
