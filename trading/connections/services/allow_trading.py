from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from trading.connections.errors import ConnectionsConflict
from trading.connections.events import AccountTradingAllowed
from trading.connections.models import Connection


@transaction.atomic
def allow_trading(*, connection: Connection, by: User | None) -> Connection:
    """FIDUS may send orders of the account from now on. Raises ConnectionsConflict."""
    if Connection.objects.filter(pk=connection.pk, may_trade=False).update(may_trade=True) != 1:
        raise ConnectionsConflict("It may be traded already.")
    record(AccountTradingAllowed(subject=connection.subject, client=None, account=connection.account_id), by=by)
    connection.refresh_from_db()
    return connection
