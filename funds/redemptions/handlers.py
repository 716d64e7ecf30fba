"""What redemptions do upon events of other rooms."""

from django.db import transaction

from accounts.trail.api import RecordedEvent
from funds.models import Investment
from funds.redemptions.services.follow_investment import follow_investment
from funds.redemptions.services.lock_redemption import lock_investment
from funds.redemptions.services.reopen_redemption import reopen_redemption
from funds.wallets.models import Payment


def reopen_what_was_not_paid(event: RecordedEvent) -> None:
    """A payment failed; told twice, it reopens once."""
    payment = Payment.objects.select_related("failed_by").get(pk=int(event.subject.rpartition(":")[2]))
    reopen_redemption(payment=payment, by=payment.failed_by)


def follow_interest_owed_again(event: RecordedEvent) -> None:
    """A payment of interest failed: an investment that was closed over it is open again, until it is paid."""
    investment = Investment.objects.get(number=event.subject)
    with transaction.atomic():
        follow_investment(lock_investment(investment.pk), by=None)
