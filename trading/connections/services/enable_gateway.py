from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from trading.connections.errors import ConnectionsConflict
from trading.connections.events import BrokerGatewayEnabled
from trading.connections.models import BrokerGateway


@transaction.atomic
def enable_gateway(*, gateway: BrokerGateway, reason: str, by: User | None) -> BrokerGateway:
    """Its accounts are reached again. Raises ConnectionsConflict."""
    if BrokerGateway.objects.filter(pk=gateway.pk, disabled_at__isnull=False).update(disabled_at=None) != 1:
        raise ConnectionsConflict(f"{gateway.name} is not disabled.")
    record(BrokerGatewayEnabled(subject=gateway.subject, client=None, reason=reason), by=by)
    gateway.refresh_from_db()
    return gateway
