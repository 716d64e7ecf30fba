from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.connections.description import Of
from trading.connections.events import BrokerGatewaySecretsReplaced
from trading.connections.models import BrokerGateway
from trading.connections.registry import adapter_of
from trading.connections.sealing import sealed
from trading.connections.services.given import check_given, without_blanks


@transaction.atomic
def replace_gateway_secrets(*, gateway: BrokerGateway, secrets: Mapping[str, str], by: User | None) -> BrokerGateway:
    """Other secrets in the place of all that it had; what was there is never shown. Raises NotAsDescribed."""
    gateway = BrokerGateway.objects.select_for_update().get(pk=gateway.pk)
    secrets = without_blanks(secrets)
    check_given(adapter_of(gateway.platform), Of.GATEWAY, secrets=secrets)
    gateway.sealed, gateway.secrets_held = sealed(secrets, owner=gateway.owner), sorted(secrets)
    gateway.secrets_set_at, gateway.secrets_set_by = clock.now(), by
    gateway.save(update_fields=["sealed", "secrets_held", "secrets_set_at", "secrets_set_by"])
    names = tuple(sorted(secrets))
    record(BrokerGatewaySecretsReplaced(subject=gateway.subject, client=None, secrets=names), by=by)
    return gateway
