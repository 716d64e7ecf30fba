"""Encrypt the secrets of channels under the newest key."""

from django.db import transaction

from accounts.hooks.sealing import sealed_anew
from accounts.notices.models import Channel


def seal_secrets_anew() -> int:
    """How many channels' secrets were encrypted; each in a transaction of its own, so that work goes on meanwhile."""
    done = 0
    for key in Channel.objects.exclude(secret="", code="").order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            channel = Channel.objects.select_for_update().get(pk=key)
            channel.secret = channel.secret and sealed_anew(channel.secret)
            channel.code = channel.code and sealed_anew(channel.code)
            channel.save(update_fields=["secret", "code"])
            done += 1
    return done
