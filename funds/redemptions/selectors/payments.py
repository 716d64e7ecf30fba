"""How a redemption was paid, and which are to be paid again."""

from django.db.models import QuerySet

from funds.redemptions.domain.redemption_states import RedemptionState
from funds.redemptions.models import Redemption
from funds.wallets.models import Payment


def payments_of(redemption: Redemption) -> QuerySet[Payment]:
    """Every payment that was to pay it, the newest first."""
    sent = Payment.objects.filter(subject=redemption.number, direction=Payment.Direction.OUT)
    return sent.select_related("destination").order_by("-pk")


def to_be_paid_again() -> QuerySet[Redemption]:
    """Those whose payment failed, the oldest first."""
    failed = Redemption.objects.filter(state=RedemptionState.PAYABLE.value, failed_payments__gt=0)
    return failed.select_related("investment__client").order_by("pay_on", "pk")
