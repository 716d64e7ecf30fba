"""The payment of a redemption failed: what it was to pay is payable again."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.redemptions.domain.redemption_states import RedemptionAction
from funds.redemptions.events import RedemptionPaymentFailed
from funds.redemptions.models import Redemption
from funds.redemptions.services.follow_investment import follow_investment
from funds.redemptions.services.lock_redemption import lock_redemption
from funds.redemptions.services.move_redemption import move_redemption
from funds.redemptions.services.postings import payment_key
from funds.services.reverse_payment import reverse_payment
from funds.wallets.models import Payment
from funds.wallets.selectors import hashes_of


@transaction.atomic
def reopen_redemption(*, payment: Payment, by: User | None) -> Redemption | None:
    """The redemption that `payment` had paid, payable again; None if it is no longer, or never was, paid by it.

    So the same failure told twice changes nothing twice, nor does one told after the next payment. The approval stands,
    and so does the destination: whoever pays again sends the money there, or the office rejects it.
    """
    found = Redemption.objects.filter(number=payment.subject).first()
    if found is None or payment.state != Payment.State.FAILED:
        return None
    redemption = lock_redemption(found)
    if redemption.state != Redemption.State.PAID or redemption.reference not in hashes_of(payment):
        return None
    assert redemption.payment_entry is not None
    assert redemption.paid_on is not None
    assert redemption.net is not None
    # The day somebody named may lie before the booking: money is not back before it left.
    back_on = max(payment.failed_on or clock.today(), redemption.paid_on)
    reason = f"{redemption.number}: {payment.reason}"
    key = f"{payment_key(redemption)}:failed"
    value_on = reverse_payment(redemption.payment_entry, key=key, back_on=back_on, reason=reason, by=by)
    event = RedemptionPaymentFailed(
        redemption.number, redemption.investment.client_id, redemption.investment.number, redemption.net,
        redemption.reference or "", value_on, payment.reason,
    )  # fmt: skip
    move_redemption(
        redemption, RedemptionAction.REOPEN, paid_by=None, paid_on=None, reference=None, payment_entry=None,
        failed_payments=redemption.failed_payments + 1,
    )  # fmt: skip
    follow_investment(redemption.investment, by=by)
    record(event, by=by)
    return redemption
