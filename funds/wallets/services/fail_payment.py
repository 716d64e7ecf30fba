"""A payment that will never arrive, or that a bank sent back, is given up, so that it can be made again."""

from datetime import date

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.wallets.domain.networks import is_chain
from funds.wallets.domain.payment_states import PaymentAction, PaymentState
from funds.wallets.errors import BadDay, NotNow, ReasonMissing, SecondPersonNeeded
from funds.wallets.events import PaymentFailed
from funds.wallets.models import Payment
from funds.wallets.services.move import move_payment


@transaction.atomic
def fail_payment(*, payment: Payment, reason: str, by: User, failed_on: date | None = None) -> Payment:
    """Four eyes, for what failed may be paid a second time; `failed_on` (default: today) has the money back with us.

    What it paid is reopened by whoever hears PaymentFailed. Raises SecondPersonNeeded, ReasonMissing, BadDay, NotNow.
    """
    if payment.recorded_by_id == by.pk:
        raise SecondPersonNeeded("You recorded this payment; a second person says that it failed.")
    if payment.state == PaymentState.CONFIRMED and is_chain(payment.network):
        raise NotNow(f"{payment} is deep in its chain; nobody can take it back. Money that returns is a new payment.")
    reason, failed_on = reason.strip(), failed_on or clock.today()
    if not reason:
        raise ReasonMissing("Say how it is known that the money will not arrive.")
    if failed_on > clock.today():
        raise BadDay("Money is back when it is here, not before.")
    move_payment(payment, PaymentAction.FAIL, reason=reason, failed_by=by, failed_on=failed_on, next_look_at=None)
    event = PaymentFailed(payment.reference, payment.client_id, payment.subject, payment.tx_hash, reason, failed_on)
    record(event, by=by)
    return payment
