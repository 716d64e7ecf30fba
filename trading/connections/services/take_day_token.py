"""Exchange what Kite gave a person for the day's token of their account."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.brokers.base import BrokerError
from trading.brokers.kite.login import DayToken, exchange
from trading.connections.errors import LoginFailed
from trading.connections.events import DayTokenTaken
from trading.connections.gates import access_of, without_secrets
from trading.connections.models import Connection
from trading.connections.sealing import sealed


def take_day_token(*, connection: Connection, request_token: str, by: User) -> Connection:
    """The account with its token of today, in the place of yesterday's.

    Must not be called inside a transaction. Raises LoginFailed, which says what to do, and NotConnected.
    """
    if transaction.get_connection().in_atomic_block:
        raise RuntimeError("a broker is not waited for inside a transaction")
    connection = Connection.objects.select_related("account", "gateway").get(pk=connection.pk)
    access = access_of(connection)
    try:
        token = exchange(access, request_token, now=clock.now())
    except BrokerError as error:
        words = without_secrets(str(error), access)
        raise LoginFailed(f"No token of today was given: {words}. Log in at Kite again.") from None
    return _keep(connection, token, by)


@transaction.atomic
def _keep(connection: Connection, token: DayToken, by: User) -> Connection:
    row = Connection.objects.select_for_update(of=("self",)).get(pk=connection.pk)
    if row.gateway_id != connection.gateway_id:
        raise LoginFailed("The account got another app meanwhile. Log in at Kite again.")
    row.sealed = sealed({"access_token": token.access_token}, owner=row.owner)
    row.secrets_held, row.secrets_set_at, row.secrets_set_by = ["access_token"], clock.now(), by
    row.expires_at = token.expires_at
    row.save(update_fields=["sealed", "secrets_held", "secrets_set_at", "secrets_set_by", "expires_at"])
    ends: datetime = token.expires_at
    event = DayTokenTaken(subject=row.subject, client=None, account=row.account_id, expires_at=ends.isoformat())
    record(event, by=by)
    return row
