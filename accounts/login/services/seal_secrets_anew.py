"""Encrypt the secrets of second factors under the newest key."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from django.db import transaction

_SECRETS = ("secret", "seed")


def seal_secrets_anew() -> int:
    """How many factors were encrypted; each in a transaction of its own, so that people sign in meanwhile."""
    done = 0
    for key in Authenticator.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            factor = Authenticator.objects.select_for_update().filter(pk=key).first()
            held = [name for name in _SECRETS if factor is not None and name in factor.data]
            for name in held:
                factor.data[name] = encrypt(decrypt(factor.data[name]))
            if held:
                factor.save(update_fields=["data"])
                done += 1
    return done
