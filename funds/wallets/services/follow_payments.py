"""The sweep over all payments that are under way."""

import logging

from django.db import transaction

from accounts.models import User
from fidus.lib import clock
from funds.wallets.domain.payment_states import UNDER_WAY
from funds.wallets.explorers.configured import followed_networks
from funds.wallets.models import Payment
from funds.wallets.services.look_up_payment import SOONEST, look_up_payment

log = logging.getLogger(__name__)


def follow_payments(*, most: int = 50, by: User | None = None) -> int:
    """How many were looked up; call it outside of any transaction. One that fails holds up no other."""
    looked = 0
    while looked < most and (payment := _next()) is not None:
        looked += 1
        try:
            look_up_payment(payment=payment, by=by)
        except Exception:
            log.exception("payment %s could not be looked up", payment.pk)
    return looked


@transaction.atomic
def _next() -> Payment | None:
    """The one that waits longest, put off at once so that two sweeps never look up the same."""
    due = Payment.objects.filter(
        state__in=[state.value for state in UNDER_WAY], network__in=followed_networks(), next_look_at__lte=clock.now()
    )
    payment = due.select_for_update(skip_locked=True, of=("self",)).order_by("next_look_at", "pk").first()
    if payment is not None:
        Payment.objects.filter(pk=payment.pk).update(next_look_at=clock.now() + SOONEST)
    return payment
