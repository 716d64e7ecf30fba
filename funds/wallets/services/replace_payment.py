"""A transaction was sent again with a higher fee: another hash for the same payment."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from funds.wallets.domain.networks import is_chain
from funds.wallets.domain.payment_states import PaymentAction
from funds.wallets.errors import NotNow
from funds.wallets.events import PaymentReplaced
from funds.wallets.models import Payment
from funds.wallets.services.move import move_payment
from funds.wallets.services.record_payment import record_payment


@transaction.atomic
def replace_payment(*, payment: Payment, tx_hash: str, by: User) -> Payment:
    """The new payment, recorded; raises NotNow, BadDestination, PaymentConflict."""
    if not is_chain(payment.network):
        raise NotNow("A bank transfer is not replaced: mark it as failed and record the other one.")
    new = record_payment(
        subject=payment.subject,
        destination=payment.destination,
        wallet=payment.wallet,
        amount=payment.amount,
        asset=payment.asset,
        network=payment.network,
        tx_hash=tx_hash,
        quantity=payment.quantity,
        output=payment.output,
        by=by,
    )
    if new.pk == payment.pk:
        raise NotNow("This is the hash that is recorded already.")
    move_payment(
        payment, PaymentAction.REPLACE, replaced_by=new, reason=f"Sent again as {new.tx_hash}.", next_look_at=None
    )
    event = PaymentReplaced(payment.reference, payment.client_id, payment.subject, payment.tx_hash, new.tx_hash)
    record(event, by=by)
    return new
