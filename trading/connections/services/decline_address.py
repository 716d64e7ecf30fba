from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from trading.connections.errors import ConnectionsConflict
from trading.connections.events import BrokerGatewayAddressDeclined
from trading.connections.models import BrokerGateway


@transaction.atomic
def decline_address(*, gateway: BrokerGateway, by: User) -> BrokerGateway:
    """The proposed address is dropped; who proposed it may do so, too. Raises ConnectionsConflict."""
    gateway = BrokerGateway.objects.select_for_update().get(pk=gateway.pk)
    if not gateway.proposed_address:
        raise ConnectionsConflict("No other address is proposed.")
    address = gateway.proposed_address
    gateway.proposed_address, gateway.proposed_at, gateway.proposed_by = "", None, None
    gateway.save(update_fields=["proposed_address", "proposed_at", "proposed_by"])
    record(BrokerGatewayAddressDeclined(subject=gateway.subject, client=None, address=address), by=by)
    return gateway
