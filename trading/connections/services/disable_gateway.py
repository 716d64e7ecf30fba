from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.connections.errors import ConnectionsConflict
from trading.connections.events import BrokerGatewayDisabled
from trading.connections.models import BrokerGateway


@transaction.atomic
def disable_gateway(*, gateway: BrokerGateway, reason: str, by: User | None) -> BrokerGateway:
    """No account is reached through it until it is enabled again. Raises ConnectionsConflict."""
    if BrokerGateway.objects.filter(pk=gateway.pk, disabled_at=None).update(disabled_at=clock.now()) != 1:
        raise ConnectionsConflict(f"{gateway.name} is disabled already.")
    record(BrokerGatewayDisabled(subject=gateway.subject, client=None, reason=reason), by=by)
    gateway.refresh_from_db()
    return gateway
