from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.connections.description import Of
from trading.connections.errors import ConnectionsConflict
from trading.connections.events import ConnectionSecretsReplaced
from trading.connections.models import Connection
from trading.connections.registry import adapter_of
from trading.connections.sealing import sealed
from trading.connections.services.given import check_given, without_blanks


@transaction.atomic
def replace_secrets(*, connection: Connection, secrets: Mapping[str, str], by: User | None) -> Connection:
    """Other secrets in the place of all that it had; what was there is never shown.

    Raises NotAsDescribed, and ConnectionsConflict where the platform wants none of a person's making.
    """
    connection = Connection.objects.select_for_update(of=("self",)).select_related("account").get(pk=connection.pk)
    adapter, secrets = adapter_of(connection.account.platform), without_blanks(secrets)
    if not any(field.by_hand for field in adapter.fields_of(Of.ACCOUNT, secret=True)):
        raise ConnectionsConflict(f"Accounts of {adapter.title} have no secret that is typed.")
    check_given(adapter, Of.ACCOUNT, secrets=secrets)
    connection.sealed, connection.secrets_held = sealed(secrets, owner=connection.owner), sorted(secrets)
    connection.secrets_set_at, connection.secrets_set_by = clock.now(), by
    connection.tested_at, connection.test_outcome, connection.test_words = None, "", ""
    connection.save()
    event = ConnectionSecretsReplaced(
        subject=connection.subject, client=None, account=connection.account_id, secrets=tuple(sorted(secrets))
    )
    record(event, by=by)
    return connection
