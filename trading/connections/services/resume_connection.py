from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from trading.connections.errors import ConnectionsConflict
from trading.connections.events import ConnectionResumed
from trading.connections.models import Connection


@transaction.atomic
def resume_connection(*, connection: Connection, reason: str, by: User | None) -> Connection:
    """The account is asked again. Raises ConnectionsConflict."""
    rows = Connection.objects.filter(pk=connection.pk, paused_at__isnull=False)
    if rows.update(paused_at=None, pause_reason="") != 1:
        raise ConnectionsConflict("The connection is not paused.")
    event = ConnectionResumed(subject=connection.subject, client=None, account=connection.account_id, reason=reason)
    record(event, by=by)
    connection.refresh_from_db()
    return connection
