"""End everything that acts as a person: what they lent, their keys, the tokens of the programs they own."""

from contextlib import suppress

from django.db import transaction
from oauth2_provider.models import AccessToken, Grant

from accounts.gateway.errors import AlreadyEnded
from accounts.gateway.models import ApiKey, Lending
from accounts.gateway.services.end_lending import end_lending
from accounts.gateway.services.revoke_key import revoke_key
from accounts.models import User

WHY = "the person's access was ended"


@transaction.atomic
def end_access(user: User) -> None:
    """Nothing acts as `user` any more (the wiring's ACCESS_ENDS: suspended, left, second factors taken away)."""
    for lending in Lending.objects.filter(user=user, ended_at__isnull=True).order_by("pk"):
        with suppress(AlreadyEnded):
            end_lending(lending, why=WHY, by=None)
    Grant.objects.filter(user=user).delete()
    AccessToken.objects.filter(user=user).delete()
    for key in ApiKey.objects.filter(user=user, revoked_at__isnull=True).order_by("pk"):
        with suppress(AlreadyEnded):
            revoke_key(key, why=WHY, by=None)
