"""What of the connections waits for a second person."""

from django.urls import reverse

from accounts.models import User
from fidus.lib.approval import Approval
from trading.connections.models import BrokerGateway


def addresses_waiting(reader: User) -> list[Approval]:
    """New addresses of gateways this reader may approve: not those they proposed."""
    if not reader.has_perm("connections.approve_address"):
        return []
    waiting = BrokerGateway.objects.exclude(proposed_address="").exclude(proposed_by=reader)
    return [
        Approval(
            what="Where brokers' secrets go",
            about=f"{gateway.name} to {gateway.proposed_address}",
            url=reverse("admin:connections_brokergateway_approve_address", args=[gateway.pk]),
            asked_by=str(gateway.proposed_by),
            since=gateway.proposed_at,
        )
        for gateway in waiting.select_related("proposed_by").order_by("proposed_at", "pk")
    ]
