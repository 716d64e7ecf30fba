"""Encrypt the secrets of webhooks under the newest key."""

from django.db import transaction

from accounts.hooks.models import Hook
from accounts.hooks.sealing import sealed_anew


def seal_secrets_anew() -> int:
    """How many webhooks' secrets were encrypted; each in a transaction of its own, so that work goes on meanwhile."""
    done = 0
    for key in Hook.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            hook = Hook.objects.select_for_update().get(pk=key)
            hook.secret = sealed_anew(hook.secret)
            hook.old_secret = hook.old_secret and sealed_anew(hook.old_secret)
            hook.save(update_fields=["secret", "old_secret"])
            done += 1
    return done
