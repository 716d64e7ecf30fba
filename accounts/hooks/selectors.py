"""Reading webhooks and their messages for pages."""

from django.db.models import Count, Q, QuerySet

from accounts.hooks.domain.hook_states import REMOVED
from accounts.hooks.domain.message_states import DEAD, WAITING
from accounts.hooks.models import Hook, Message
from accounts.models import User


def hooks_of(user: User) -> QuerySet[Hook]:
    """Somebody's own, without those that were removed; with how many messages wait and lie dead."""
    return counted(Hook.objects.filter(owner=user).exclude(state=REMOVED)).select_related("program__application", "key")


def counted(hooks: QuerySet[Hook]) -> QuerySet[Hook]:
    """`hooks` with `waiting` and `dead`."""
    return hooks.annotate(
        waiting=Count("messages", filter=Q(messages__state=WAITING)),
        dead=Count("messages", filter=Q(messages__state=DEAD)),
    )


def dead_letters() -> QuerySet[Message]:
    """Messages that were given up, of whoever's webhooks, the newest first."""
    return Message.objects.filter(state=DEAD).select_related("hook__owner").order_by("-pk")
