from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.connections.description import Of
from trading.connections.errors import NotAsDescribed
from trading.connections.events import ConnectionChanged
from trading.connections.models import BrokerGateway, Connection
from trading.connections.registry import adapter_of
from trading.connections.sealing import sealed
from trading.connections.services.connect_account import take_gateway
from trading.connections.services.given import check_given, told, without_blanks


@transaction.atomic
def change_connection(
    *,
    connection: Connection,
    gateway: BrokerGateway | None,
    options: Mapping[str, str],
    secrets: Mapping[str, str] | None = None,
    by: User | None,
) -> Connection:
    """Another gateway, other options; `secrets` None keeps those it has. Whether it may be traded stays as it is.

    Secrets are sent to the gateway they were given for: another gateway wants them anew, and a day's token is dropped.
    Raises NotAsDescribed and ConnectionsConflict.
    """
    platform = connection.account.platform
    gateway = take_gateway(gateway, platform)
    connection = Connection.objects.select_for_update(of=("self",)).select_related("account").get(pk=connection.pk)
    adapter, options = adapter_of(platform), without_blanks(options)
    given = None if secrets is None else without_blanks(secrets)
    moves = connection.gateway_id != (gateway and gateway.pk)
    if moves and given is None:
        given = {}
        if any(field.needed and field.by_hand for field in adapter.fields_of(Of.ACCOUNT, secret=True)):
            raise NotAsDescribed({"gateway": "Give the secrets anew: those it has were given for another gateway."})
    check_given(adapter, Of.ACCOUNT, options=options, secrets=given)
    connection.gateway, connection.options = gateway, options
    if given is not None:
        connection.sealed, connection.secrets_held = sealed(given, owner=connection.owner), sorted(given)
        connection.secrets_set_at, connection.secrets_set_by = clock.now(), by
        connection.expires_at = None
    _forget_test(connection)
    connection.save()
    event = ConnectionChanged(
        subject=connection.subject,
        client=None,
        account=connection.account_id,
        gateway=gateway and gateway.pk,
        options=told(options),
        secrets=tuple(sorted(given or ())),
        may_trade=connection.may_trade,
    )
    record(event, by=by)
    return connection


def _forget_test(connection: Connection) -> None:
    """What was tried was another connection."""
    connection.tested_at, connection.test_outcome, connection.test_words = None, "", ""
