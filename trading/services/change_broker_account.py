from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from trading.errors import AccountDisabled, AccountRefused
from trading.events import BrokerAccountChanged, subject_of
from trading.models import BrokerAccount


@transaction.atomic
def change_broker_account(
    *,
    account: BrokerAccount,
    broker: str,
    name: str,
    environment: str,
    margin_mode: str,
    by: User | None,
) -> BrokerAccount:
    """The account under another broker's or holder's name; what kind it is changes only before its first history.

    Server, login and currency say which account it is: another one is opened instead. Raises AccountDisabled and
    AccountRefused.
    """
    account = BrokerAccount.objects.select_for_update().get(pk=account.pk)
    if account.disabled_at is not None:
        raise AccountDisabled(f"account {account.login} is disabled")
    kind = (environment, margin_mode) != (account.environment, account.margin_mode)
    if kind and (account.has_history or account.snapshot_at is not None):
        raise AccountRefused("Its history is of the kind it is; only an account without history changes its kind.")
    if kind and hasattr(account, "paper_book"):
        raise AccountRefused("A paper account keeps the kind its books were opened for.")
    account.broker, account.name, account.environment, account.margin_mode = broker, name, environment, margin_mode
    account.save(update_fields=["broker", "name", "environment", "margin_mode"])
    event = BrokerAccountChanged(
        subject=subject_of(account.pk),
        client=None,
        broker=broker,
        name=name,
        environment=environment,
        margin_mode=margin_mode,
    )
    record(event, by=by)
    return account
