"""Forget a browser somebody has signed in with."""

from django.db import transaction

from accounts.events import of_user
from accounts.login.events import DeviceForgotten
from accounts.login.models import KnownDevice
from accounts.models import User
from accounts.trail.api import record


@transaction.atomic
def forget_device(device: KnownDevice, *, by: User) -> None:
    """It counts as a stranger from now on; its owner is told when it is used again."""
    record(DeviceForgotten(subject=of_user(by.pk), client=None, words=device.words), by=by)
    device.delete()
