"""Remember with which browsers a person signs in."""

import hashlib

from django.db import transaction

from accounts.events import of_user
from accounts.login.domain.devices import KEPT, in_words
from accounts.login.events import NewDeviceUsed
from accounts.login.models import KnownDevice
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock


@transaction.atomic
def know_device(user: User, *, token: str, user_agent: str, address: str) -> KnownDevice:
    """The person's row for this browser; a new one is told of on the trail, and from there to its owner."""
    now, words = clock.now(), in_words(user_agent)
    first = not KnownDevice.objects.filter(user=user).exists()
    device, is_new = KnownDevice.objects.get_or_create(
        user=user,
        token_hash=hash_of(token),
        defaults={"words": words, "address": address, "first_seen_at": now, "last_seen_at": now},
    )
    if is_new:
        event = NewDeviceUsed(subject=of_user(user.pk), client=None, words=words, address=address, first=first)
        record(event, by=user)
    else:
        KnownDevice.objects.filter(pk=device.pk).update(last_seen_at=now, words=words, address=address)
    return device


def forget_devices() -> int:
    """Browsers whose cookie has ended: nobody can come with them any more. How many they were."""
    unused, _ = KnownDevice.objects.filter(first_seen_at__lt=clock.now() - KEPT).delete()
    return unused


def known_device(*, email: str, token: str) -> int | None:
    """The row of this browser for that login, if it has been used there."""
    if not token:
        return None
    found = KnownDevice.objects.filter(user__email=email, token_hash=hash_of(token)).values_list("pk", flat=True)
    return found.first()


def hash_of(token: str) -> str:
    """The token has 256 bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
