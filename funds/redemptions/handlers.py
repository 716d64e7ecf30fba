"""What redemptions do upon events of other rooms."""

from accounts.models import User
from accounts.trail.api import RecordedEvent
from funds.redemptions.services.reopen_redemption import reopen_redemption
from funds.wallets.models import Payment


def reopen_what_was_not_paid(event: RecordedEvent) -> None:
    """A payment failed; told twice, it reopens once."""
    payment = Payment.objects.get(pk=int(event.subject.rpartition(":")[2]))
    reopen_redemption(payment=payment, by=User.objects.filter(pk=event.actor).first())
