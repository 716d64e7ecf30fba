"""A payment that will never arrive is given up, so that it can be made again."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from funds.wallets.domain.payment_states import PaymentAction
from funds.wallets.errors import ReasonMissing, SecondPersonNeeded
from funds.wallets.events import PaymentFailed
from funds.wallets.models import Payment
from funds.wallets.services.move import move_payment


@transaction.atomic
def fail_payment(*, payment: Payment, reason: str, by: User) -> Payment:
    """Four eyes, for what failed may be paid a second time. Raises SecondPersonNeeded, ReasonMissing, NotNow."""
    if payment.recorded_by_id == by.pk:
        raise SecondPersonNeeded("You recorded this payment; a second person says that it failed.")
    reason = reason.strip()
    if not reason:
        raise ReasonMissing("Say how it is known that the money will not arrive.")
    move_payment(payment, PaymentAction.FAIL, reason=reason, next_look_at=None)
    record(PaymentFailed(payment.reference, payment.client_id, payment.subject, payment.tx_hash, reason), by=by)
    return payment
