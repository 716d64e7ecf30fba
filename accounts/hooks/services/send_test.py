"""Send a test message to a webhook."""

from django.db import transaction

from accounts.hooks.domain.hook_states import ACTIVE
from accounts.hooks.domain.message import TEST
from accounts.hooks.domain.signing import new_message_id
from accounts.hooks.errors import WrongState
from accounts.hooks.models import Hook, Message
from accounts.hooks.wake import wake_on_commit
from accounts.models import User
from fidus.lib import clock

# So many may wait: whoever presses the button again and again gets no more of them.
MOST_WAITING = 5


@transaction.atomic
def send_test(hook: Hook, *, by: User) -> Message:
    """The message, which is due now; raises WrongState."""
    hook = Hook.objects.select_for_update().get(pk=hook.pk)
    if hook.state != ACTIVE:
        raise WrongState("Switch the webhook on first.")
    if hook.messages.filter(state=Message.State.WAITING, event=None).count() >= MOST_WAITING:
        raise WrongState("Some test messages wait already; see what becomes of them first.")
    message = Message.objects.create(hook=hook, number=new_message_id(), kind=TEST, happened_at=clock.now())
    wake_on_commit()
    return message
