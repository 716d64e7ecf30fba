from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.connections.description import Of
from trading.connections.errors import ConnectionsConflict
from trading.connections.events import BrokerAccountConnected
from trading.connections.models import BrokerGateway, Connection
from trading.connections.registry import adapter_of
from trading.connections.sealing import sealed
from trading.connections.services.given import check_given, told, without_blanks
from trading.models import BrokerAccount


@transaction.atomic
def connect_account(
    *,
    account: BrokerAccount,
    gateway: BrokerGateway | None = None,
    options: Mapping[str, str] | None = None,
    secrets: Mapping[str, str] | None = None,
    may_trade: bool = False,
    by: User | None,
) -> Connection:
    """The account's way in; nothing is asked of the broker yet. Raises NotAsDescribed and ConnectionsConflict."""
    gateway = take_gateway(gateway, account.platform)
    account = BrokerAccount.objects.select_for_update().get(pk=account.pk)
    adapter = adapter_of(account.platform)
    if account.disabled_at is not None:
        raise ConnectionsConflict(f"Account {account.login} is disabled.")
    if Connection.objects.filter(account=account).exists():
        raise ConnectionsConflict(f"Account {account.login} is connected already.")
    options, secrets = without_blanks(options), without_blanks(secrets)
    check_given(adapter, Of.ACCOUNT, options=options, secrets=secrets)
    now = clock.now()
    connection = Connection(account=account, gateway=gateway, options=options, may_trade=may_trade, connected_at=now)
    if secrets:
        connection.sealed = sealed(secrets, owner=connection.owner)
        connection.secrets_held, connection.secrets_set_at, connection.secrets_set_by = sorted(secrets), now, by
    connection.save()
    event = BrokerAccountConnected(
        subject=connection.subject,
        client=None,
        account=account.pk,
        gateway=gateway and gateway.pk,
        options=told(options),
        secrets=tuple(sorted(secrets)),
        may_trade=may_trade,
    )
    record(event, by=by)
    return connection


def take_gateway(gateway: BrokerGateway | None, platform: str) -> BrokerGateway | None:
    """The gateway, locked, if accounts of this platform may be reached through it; raises ConnectionsConflict.

    The lock: an address that one person may still change must not change under the first secret that is sent there.
    """
    adapter = adapter_of(platform)
    if gateway is None:
        if adapter.through_gateway:
            raise ConnectionsConflict(f"Choose the {adapter.gateway_word.lower()} through which it is reached.")
        return None
    gateway = BrokerGateway.objects.select_for_update().get(pk=gateway.pk)
    if gateway.platform != platform:
        raise ConnectionsConflict(f"{gateway.name} is of another platform.")
    if gateway.disabled_at is not None:
        raise ConnectionsConflict(f"{gateway.name} is disabled.")
    return gateway
