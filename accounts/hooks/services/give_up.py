"""Give dead letters up for good."""

from django.db import transaction
from django.db.models import QuerySet

from accounts.hooks.domain.message_states import DEAD, TABLE
from accounts.hooks.errors import WrongState
from accounts.hooks.events import DeadLettersGivenUp
from accounts.hooks.models import Hook, Message
from accounts.models import User
from accounts.trail.api import record


@transaction.atomic
def give_up(hook: Hook, messages: QuerySet[Message], *, reason: str, by: User) -> int:
    """How many dead letters of `hook` among `messages` wait for nobody any more; raises WrongState where none is."""
    hook = Hook.objects.select_for_update().get(pk=hook.pk)
    count = messages.filter(hook=hook, state=DEAD).update(state=TABLE[DEAD, "drop"])
    if not count:
        raise WrongState("There is no dead letter here.")
    record(DeadLettersGivenUp(subject=hook.subject, client=None, messages=count, reason=reason), by=by)
    return count
