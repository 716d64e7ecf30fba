"""A second person confirms by hand what no explorer can: money at a bank, or a network without lookups."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.wallets.domain.payment_states import PaymentAction
from funds.wallets.errors import NotNow, ReasonMissing, SecondPersonNeeded
from funds.wallets.events import PaymentConfirmed
from funds.wallets.explorers.configured import lookups_on
from funds.wallets.models import Payment
from funds.wallets.services.move import move_payment


@transaction.atomic
def confirm_payment(*, payment: Payment, reason: str, by: User) -> Payment:
    """`reason` says what proves it (the statement's line). Raises SecondPersonNeeded, ReasonMissing, NotNow."""
    if payment.recorded_by_id == by.pk:
        raise SecondPersonNeeded("You recorded this payment; a second person confirms it.")
    if lookups_on(payment.network):
        raise NotNow("Explorers follow this payment and confirm it; nobody does so by hand.")
    reason = reason.strip()
    if not reason:
        raise ReasonMissing("Say what proves the payment: the line of the bank statement, or where you looked.")
    move_payment(payment, PaymentAction.CONFIRM, confirmed_by=by, confirmed_at=clock.now(), reason=reason)
    event = PaymentConfirmed(
        payment.reference, payment.client_id, payment.subject, payment.tx_hash, payment.confirmations, reason
    )
    record(event, by=by)
    return payment
