"""Send messages out again, under the webhook-ids that they had."""

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts.hooks.domain.hook_states import ACTIVE
from accounts.hooks.domain.message_states import AGAIN, WAITING
from accounts.hooks.errors import WrongState
from accounts.hooks.events import MessagesSentAgain
from accounts.hooks.models import Hook, Message
from accounts.hooks.wake import wake_on_commit
from accounts.models import User
from accounts.trail.api import record


@transaction.atomic
def send_again(hook: Hook, messages: QuerySet[Message], *, by: User) -> int:
    """How many of the `messages` of `hook` are due now with all their attempts; raises WrongState where none can be.

    Whether its owner may hear of them is asked again when they are sent.
    """
    hook = Hook.objects.select_for_update().get(pk=hook.pk)
    if hook.state != ACTIVE:
        raise WrongState("Switch the webhook on first.")
    count = messages.filter(hook=hook, state__in=AGAIN).update(state=WAITING, attempts=0, due_at=Now(), error="")
    if not count:
        raise WrongState("Nothing here can be sent again.")
    Hook.objects.filter(pk=hook.pk).update(not_before=None)
    record(MessagesSentAgain(subject=hook.subject, client=None, messages=count), by=by)
    wake_on_commit()
    return count
