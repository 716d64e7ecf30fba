from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.connections.errors import ConnectionsConflict, SecondPersonNeeded
from trading.connections.events import BrokerGatewayAddressApproved
from trading.connections.models import BrokerGateway
from trading.connections.registry import adapter_of
from trading.connections.services.given import check_address


@transaction.atomic
def approve_address(*, gateway: BrokerGateway, address: str, by: User) -> BrokerGateway:
    """From now on everything goes to `address`, which is the one that was proposed and seen by whoever approves.

    Raises SecondPersonNeeded for whoever proposed it, ConnectionsConflict and NotAsDescribed.
    """
    gateway = BrokerGateway.objects.select_for_update().get(pk=gateway.pk)
    if not gateway.proposed_address or gateway.proposed_address != address:
        raise ConnectionsConflict("This address is not proposed any more; look again.")
    if gateway.proposed_by_id == by.pk:
        raise SecondPersonNeeded("Somebody else approves an address than who proposed it.")
    check_address(adapter_of(gateway.platform), address)
    before, proposed_by = gateway.address, gateway.proposed_by_id
    gateway.address, gateway.address_proposed_by_id = address, proposed_by
    gateway.address_approved_by, gateway.address_approved_at = by, clock.now()
    gateway.proposed_address, gateway.proposed_at, gateway.proposed_by = "", None, None
    gateway.save()
    event = BrokerGatewayAddressApproved(
        subject=gateway.subject, client=None, before=before, address=address, proposed_by=proposed_by
    )
    record(event, by=by)
    return gateway
