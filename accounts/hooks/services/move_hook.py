"""Switch a webhook off and on, or remove it."""

from django.db import transaction

from accounts.hooks.domain import message_states
from accounts.hooks.domain.hook_states import ACTIVE, OFF, TABLE
from accounts.hooks.errors import WrongState
from accounts.hooks.events import HookRemoved, HookSwitchedOff, HookSwitchedOn
from accounts.hooks.gates import may_have_hooks
from accounts.hooks.models import Hook, Message
from accounts.models import User
from accounts.trail.api import Event, record


@transaction.atomic
def move_hook(hook: Hook, action: str, *, why: str = "", by: User | None) -> Hook:
    """The webhook after "switch_off" or "remove", which drop what waits for it, or "switch_on"; raises WrongState.

    `by` None is the system itself: a receiver that is gone, a person whose access ended.
    """
    hook = Hook.objects.select_for_update(of=("self",)).select_related("owner").get(pk=hook.pk)
    new = TABLE.get((hook.state, action))
    if new is None:
        raise WrongState(f"{hook} is {hook.get_state_display().lower()}; that cannot be done now.")
    if new == ACTIVE and not may_have_hooks(hook.owner):
        raise WrongState("Its owner may not have webhooks.")
    hook.state, hook.why = new, "" if new == ACTIVE else why or "its owner did it"
    hook.failures, hook.failing_since, hook.not_before = 0, None, None
    hook.save(update_fields=["state", "why", "failures", "failing_since", "not_before"])
    if new != ACTIVE:
        waiting = Message.objects.filter(hook=hook, state=message_states.WAITING)
        dropped = message_states.TABLE[message_states.WAITING, "drop"]
        waiting.update(state=dropped, error=f"The webhook was switched off: {hook.why}"[:300])
    record(_happened(hook, by), by=by)
    return hook


def _happened(hook: Hook, by: User | None) -> Event:
    if hook.state == ACTIVE:
        return HookSwitchedOn(subject=hook.subject, client=None, label=hook.label)
    if hook.state == OFF:
        return HookSwitchedOff(
            subject=hook.subject,
            client=None,
            owner=hook.owner_id,
            label=hook.label,
            url=hook.url,
            why=hook.why,
            by_us=by is None,
        )
    return HookRemoved(subject=hook.subject, client=None, label=hook.label, url=hook.url)
