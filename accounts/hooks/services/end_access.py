"""Stop telling somebody anything: the wiring's ACCESS_ENDS."""

from contextlib import suppress

from django.db import transaction

from accounts.hooks.domain.hook_states import ACTIVE
from accounts.hooks.errors import WrongState
from accounts.hooks.models import Hook
from accounts.hooks.services.move_hook import move_hook
from accounts.models import User

WHY = "the person's access was ended"


@transaction.atomic
def end_access(user: User) -> None:
    """Every webhook of `user` is off, until they come back and switch it on themselves."""
    for hook in Hook.objects.filter(owner=user, state=ACTIVE).order_by("pk"):
        with suppress(WrongState):
            move_hook(hook, "switch_off", why=WHY, by=None)
