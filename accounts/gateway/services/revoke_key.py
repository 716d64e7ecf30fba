"""Revoke an API key."""

from django.db import transaction

from accounts.gateway.errors import AlreadyEnded
from accounts.gateway.events import ApiKeyRevoked
from accounts.gateway.models import ApiKey
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock


@transaction.atomic
def revoke_key(key: ApiKey, *, why: str, by: User | None) -> ApiKey:
    """The key, which opens nothing from now on; raises AlreadyEnded."""
    now = clock.now()
    changed = ApiKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=now, revoked_by=by, why=why)
    if changed != 1:
        raise AlreadyEnded("This key was revoked already.")
    event = ApiKeyRevoked(subject=f"user:{key.user_id}", client=None, key=key.prefix, label=key.label, why=why)
    record(event, by=by)
    key.refresh_from_db()
    return key
