from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from trading.connections.errors import ConnectionsConflict
from trading.connections.events import AccountTradingForbidden
from trading.connections.models import Connection


@transaction.atomic
def forbid_trading(*, connection: Connection, by: User | None) -> Connection:
    """Nothing is sent any more, whatever else of the connection is wrong; the account is still looked at.

    Raises ConnectionsConflict.
    """
    if Connection.objects.filter(pk=connection.pk, may_trade=True).update(may_trade=False) != 1:
        raise ConnectionsConflict("It is not traded as it is.")
    record(AccountTradingForbidden(subject=connection.subject, client=None, account=connection.account_id), by=by)
    connection.refresh_from_db()
    return connection
