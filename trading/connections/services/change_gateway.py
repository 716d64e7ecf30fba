from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from trading.connections.description import Of
from trading.connections.errors import ConnectionsConflict
from trading.connections.events import BrokerGatewayChanged
from trading.connections.models import BrokerGateway
from trading.connections.registry import adapter_of
from trading.connections.services.given import check_given, told, without_blanks


@transaction.atomic
def change_gateway(
    *, gateway: BrokerGateway, name: str, options: Mapping[str, str], at_once: int, by: User | None
) -> BrokerGateway:
    """The gateway with another name, other options or more visits at a time; its address and secrets stay.

    Raises NotAsDescribed and ConnectionsConflict.
    """
    gateway = BrokerGateway.objects.select_for_update().get(pk=gateway.pk)
    options = without_blanks(options)
    check_given(adapter_of(gateway.platform), Of.GATEWAY, options=options)
    if BrokerGateway.objects.filter(name=name).exclude(pk=gateway.pk).exists():
        raise ConnectionsConflict(f"There is a gateway named {name} already.")
    gateway.name, gateway.options, gateway.at_once = name, options, at_once
    gateway.save(update_fields=["name", "options", "at_once"])
    event = BrokerGatewayChanged(
        subject=gateway.subject, client=None, name=name, options=told(options), at_once=at_once
    )
    record(event, by=by)
    return gateway
