from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.connections.description import Of
from trading.connections.errors import ConnectionsConflict
from trading.connections.events import BrokerGatewayAdded
from trading.connections.models import BrokerGateway
from trading.connections.registry import adapter_of
from trading.connections.sealing import sealed
from trading.connections.services.given import check_address, check_given, told, without_blanks


@transaction.atomic
def add_gateway(
    *,
    name: str,
    platform: str,
    address: str = "",
    options: Mapping[str, str] | None = None,
    secrets: Mapping[str, str] | None = None,
    at_once: int | None = None,
    by: User | None,
) -> BrokerGateway:
    """A new gateway; nothing is asked of it yet. Raises UnknownPlatform, NotAsDescribed and ConnectionsConflict."""
    adapter = adapter_of(platform)
    if not adapter.through_gateway:
        raise ConnectionsConflict(f"Accounts of {adapter.title} need no gateway.")
    options, secrets = without_blanks(options), without_blanks(secrets)
    check_address(adapter, address)
    check_given(adapter, Of.GATEWAY, options=options, secrets=secrets)
    if BrokerGateway.objects.filter(name=name).exists():
        raise ConnectionsConflict(f"There is a gateway named {name} already.")
    now = clock.now()
    gateway = BrokerGateway.objects.create(
        name=name,
        platform=platform,
        address=address,
        options=options,
        at_once=at_once or adapter.at_once,
        made_at=now,
        made_by=by,
    )
    if secrets:
        gateway.sealed = sealed(secrets, owner=gateway.owner)
        gateway.secrets_held, gateway.secrets_set_at, gateway.secrets_set_by = sorted(secrets), now, by
        gateway.save(update_fields=["sealed", "secrets_held", "secrets_set_at", "secrets_set_by"])
    event = BrokerGatewayAdded(
        subject=gateway.subject,
        client=None,
        name=name,
        platform=platform,
        address=address,
        options=told(options),
        secrets=tuple(sorted(secrets)),
    )
    record(event, by=by)
    return gateway
