"""Book that a payable redemption has left the firm."""

from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction

from accounts.ledger.api import PeriodClosed, post_entry
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.errors import BadDate, IllegalState, ReferenceUsed, SecondPersonNeeded
from funds.redemptions.domain.redemption_states import RedemptionAction
from funds.redemptions.events import RedemptionPaid
from funds.redemptions.models import Redemption
from funds.redemptions.services.check_redemption import check_destination
from funds.redemptions.services.follow_investment import follow_investment
from funds.redemptions.services.lock_redemption import lock_redemption
from funds.redemptions.services.move_redemption import move_redemption
from funds.redemptions.services.postings import payment_draft
from funds.wallets.domain.payment_states import STANDS
from funds.wallets.services.record_payment import record_payment
from funds.wallets.services.source_account import source_account


@transaction.atomic
def pay_redemption(
    *,
    redemption: Redemption,
    reference: str,
    by: User,
    paid_on: date | None = None,
    quantity: Decimal | None = None,
) -> Redemption:
    """The paid redemption; `paid_on` (default: today) is its value date. The same reference again changes nothing.

    `reference` is the bank's or the transaction's hash, which explorers then follow; `quantity` is asked for where the
    coin has a price (BTC, ETH). Raises SecondPersonNeeded for whoever approved it, ReferenceUsed, IllegalState unless
    it is payable, BadDate, and what funds.wallets says of a hash that is none.
    """
    redemption = lock_redemption(redemption)
    paid_on, reference = paid_on or clock.today(), reference.strip()
    if redemption.state == Redemption.State.PAID and redemption.reference == reference:
        return redemption
    if redemption.approved_by_id == by.pk:
        raise SecondPersonNeeded("You approved this redemption; another person books that it was paid.")
    if redemption.state != Redemption.State.PAYABLE:
        raise IllegalState(f"{redemption.number} is {redemption.state}; only what is payable is paid.")
    if not reference or Redemption.objects.filter(reference=reference).exists():
        raise ReferenceUsed("Give the bank's reference or the transaction's hash; one stands for one payment.")
    assert redemption.settled_on is not None
    assert redemption.net is not None
    if not redemption.settled_on <= paid_on <= clock.today():
        raise BadDate("A redemption is paid between the day it became payable and today.")
    check_destination(redemption, redemption.destination)
    investment, destination = redemption.investment, redemption.destination
    assert destination is not None
    payment = record_payment(
        subject=redemption.number,
        destination=destination,
        amount=redemption.net,
        asset=destination.asset,
        network=destination.network,
        tx_hash=reference,
        quantity=quantity,
        by=by,
    )
    if payment.state not in STANDS:
        raise ReferenceUsed(f"{reference} is {payment.state} already; give the reference of the new payment.")
    reference = payment.tx_hash
    event = RedemptionPaid(
        redemption.number, investment.client_id, investment.number, redemption.net, paid_on, reference
    )
    source = source_account(destination, redemption.currency)
    draft = payment_draft(redemption, paid_on, source, event=record(event, by=by))
    try:
        entry = post_entry(draft, by=by).entry
    except PeriodClosed as error:
        raise BadDate(f"The books of {paid_on:%-d %b %Y} are closed.") from error
    try:
        move_redemption(
            redemption, RedemptionAction.PAY, paid_by=by, paid_on=paid_on, reference=reference, payment_entry=entry
        )
    except IntegrityError as error:
        if "reference" not in str(error):
            raise
        # Somebody booked it for another redemption while we looked.
        raise ReferenceUsed(f"{reference} was booked a moment ago.") from error
    follow_investment(investment, by=by)
    return redemption
