"""Give a webhook a new secret."""

from django.db import transaction

from accounts.hooks.domain.hook_states import REMOVED
from accounts.hooks.domain.signing import BOTH_SIGN, new_secret
from accounts.hooks.errors import WrongState
from accounts.hooks.events import HookSecretRotated
from accounts.hooks.models import Hook
from accounts.hooks.sealing import sealed
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock


@transaction.atomic
def rotate_secret(hook: Hook, *, by: User) -> str:
    """The new secret, told this once; the old one signs beside it for a day, so that no message is lost meanwhile.

    Raises WrongState.
    """
    hook = Hook.objects.select_for_update().get(pk=hook.pk)
    if hook.state == REMOVED:
        raise WrongState("This webhook was removed.")
    secret = new_secret()
    hook.old_secret, hook.old_until = hook.secret, clock.now() + BOTH_SIGN
    hook.secret = sealed(secret)
    hook.save(update_fields=["secret", "old_secret", "old_until"])
    record(HookSecretRotated(subject=hook.subject, client=None, label=hook.label), by=by)
    return secret
