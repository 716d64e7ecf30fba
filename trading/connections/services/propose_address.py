from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.connections.errors import ConnectionsConflict
from trading.connections.events import BrokerGatewayAddressProposed, BrokerGatewayMoved
from trading.connections.models import BrokerGateway
from trading.connections.registry import adapter_of
from trading.connections.services.given import check_address


@transaction.atomic
def propose_address(*, gateway: BrokerGateway, address: str, by: User) -> BrokerGateway:
    """Another address; until a second person says yes, the old one is used.

    A gateway that holds no secret and serves no account moves at once. Raises NotAsDescribed and ConnectionsConflict.
    """
    gateway = BrokerGateway.objects.select_for_update().get(pk=gateway.pk)
    check_address(adapter_of(gateway.platform), address)
    if address == gateway.address:
        raise ConnectionsConflict("That is its address already.")
    if not address:
        raise ConnectionsConflict("To the vendor's own address a gateway does not come back; add another one.")
    before = gateway.address
    if gateway.sealed or gateway.connections.exists():
        gateway.proposed_address, gateway.proposed_at, gateway.proposed_by = address, clock.now(), by
        gateway.save(update_fields=["proposed_address", "proposed_at", "proposed_by"])
        event = BrokerGatewayAddressProposed(subject=gateway.subject, client=None, before=before, address=address)
        record(event, by=by)
        return gateway
    gateway.address = address
    gateway.save(update_fields=["address"])
    record(BrokerGatewayMoved(subject=gateway.subject, client=None, before=before, address=address), by=by)
    return gateway
