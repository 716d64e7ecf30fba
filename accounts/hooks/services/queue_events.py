"""Turn new events of the trail into messages: one for each webhook that wants it."""

from collections.abc import Iterable, Iterator

from django.db import transaction

from accounts.hooks import registry
from accounts.hooks.domain.hook_states import ACTIVE
from accounts.hooks.domain.signing import new_message_id
from accounts.hooks.gates import path_of
from accounts.hooks.models import Hook, Message, Reach
from accounts.models import ClientMembership
from accounts.trail.api import RecordedEvent, newest_seal, sealed_events

STEP = 2_000


def queue_events() -> int:
    """How many messages were made of what was sealed since the last time; any number of workers may run it at once.

    Whether the owner may really hear of it is asked when a message is sent, not here.
    """
    made = 0
    while (step := _queue_step()) is not None:
        made += step
    return made


@transaction.atomic
def _queue_step() -> int | None:
    """The messages of the next stretch; None where there is nothing left, or another worker is at it."""
    reach = Reach.objects.select_for_update(skip_locked=True).first()
    # Before the webhooks are read: one that was made before an event is then always among them.
    newest = newest_seal()
    if reach is None or reach.seal >= newest:
        return None
    hooks = list(Hook.objects.filter(state=ACTIVE, environment=Hook.Environment.LIVE).select_related("owner"))
    until = min(newest, reach.seal + STEP) if hooks else newest
    wanted = {kind for hook in hooks for kind in hook.kinds} & registry.offered().keys()
    events = sealed_events(after=reach.seal, until=until, kinds=wanted) if wanted else []
    messages = list(_messages(hooks, events))
    Message.objects.bulk_create(messages, ignore_conflicts=True)
    Reach.objects.filter(pk=reach.pk).update(seal=until)
    return len(messages)


def _messages(hooks: Iterable[Hook], events: list[RecordedEvent]) -> Iterator[Message]:
    for hook in hooks:
        kinds, theirs = set(hook.kinds), _clients_of(hook)
        for event in events:
            heard = event.kind in kinds and event.recorded_at >= hook.made_at
            if heard and (theirs is None or event.client in theirs):
                yield Message(
                    hook=hook,
                    number=new_message_id(),
                    kind=event.kind,
                    event=event.id,
                    happened_at=event.recorded_at,
                    path=path_of(event.kind, event.subject),
                )


def _clients_of(hook: Hook) -> set[int] | None:
    """Whose events the owner could hear of; None where all may be theirs to see."""
    if hook.owner.is_staff:
        return None
    return set(ClientMembership.objects.filter(user=hook.owner_id).values_list("client", flat=True))
