"""Change what a webhook hears of."""

from collections.abc import Collection

from django.db import transaction

from accounts.hooks.domain.hook_states import REMOVED
from accounts.hooks.errors import WrongState
from accounts.hooks.events import HookChanged
from accounts.hooks.gates import scopes_lent
from accounts.hooks.models import Hook
from accounts.hooks.services.make_hook import check_kinds
from accounts.models import User
from accounts.trail.api import record


@transaction.atomic
def change_hook(
    hook: Hook, *, kinds: Collection[str], environment: str, lent: Collection[str] | None = None, by: User
) -> Hook:
    """The webhook with other kinds and environment; its address stays, another one is another webhook.

    What a program made hears no more than the program may see. Raises NotAsDescribed, WrongState.
    """
    hook = Hook.objects.select_for_update(of=("self",)).select_related("owner", "program", "key").get(pk=hook.pk)
    if hook.state == REMOVED:
        raise WrongState("This webhook was removed.")
    for held in (lent, scopes_lent(hook)):
        check_kinds(kinds, owner=hook.owner, lent=held)
    hook.kinds, hook.environment = sorted(set(kinds)), environment
    hook.save(update_fields=["kinds", "environment"])
    event = HookChanged(subject=hook.subject, client=None, kinds=tuple(hook.kinds), environment=environment)
    record(event, by=by)
    return hook
