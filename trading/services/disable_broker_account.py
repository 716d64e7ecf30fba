from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.errors import AccountDisabled
from trading.events import BrokerAccountDisabled, subject_of
from trading.models import BrokerAccount, PaperBook


def disable_broker_account(*, account: BrokerAccount, reason: str, by: User | None) -> BrokerAccount:
    """The account takes no more history; what it made so far still counts. Raises AccountDisabled."""
    with transaction.atomic():
        # Whoever writes into a paper account's book holds it: an order before this is whole, one after it is refused.
        PaperBook.objects.select_for_update().filter(account=account).first()
        disabled = BrokerAccount.objects.filter(pk=account.pk, disabled_at=None).update(disabled_at=clock.now())
        if disabled != 1:
            raise AccountDisabled(f"account {account.login} is disabled already")
        record(BrokerAccountDisabled(subject=subject_of(account.pk), client=None, reason=reason), by=by)
    account.refresh_from_db()
    return account
