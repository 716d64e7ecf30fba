from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.connections.errors import ConnectionsConflict
from trading.connections.events import ConnectionPaused
from trading.connections.models import Connection


@transaction.atomic
def pause_connection(*, connection: Connection, reason: str, by: User | None) -> Connection:
    """The account is not asked until the connection is resumed. Raises ConnectionsConflict."""
    rows = Connection.objects.filter(pk=connection.pk, paused_at=None)
    if rows.update(paused_at=clock.now(), pause_reason=reason) != 1:
        raise ConnectionsConflict("The connection is paused already.")
    event = ConnectionPaused(subject=connection.subject, client=None, account=connection.account_id, reason=reason)
    record(event, by=by)
    connection.refresh_from_db()
    return connection
