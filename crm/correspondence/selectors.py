"""Conversations as the two sides see them."""

from django.db.models import Exists, F, OuterRef, QuerySet

from accounts.models import Client
from crm.correspondence.domain.conversation_states import ConversationState
from crm.correspondence.models import Conversation, Message


def conversations_of(client: Client) -> QuerySet[Conversation]:
    """Newest first, each with `unread`: whether the office wrote something the client has not seen."""
    return Conversation.objects.filter(client=client).annotate(unread=_unread(from_office=True, side="read_by_client"))


def waiting_for_office() -> QuerySet[Conversation]:
    """What clients wrote and nobody answered, the oldest first."""
    waiting = Conversation.objects.filter(state=ConversationState.FOR_OFFICE)
    return waiting.select_related("client").order_by("last_at", "pk")


def unread_by_client(client: Client) -> int:
    return conversations_of(client).filter(unread=True).count()


def _unread(*, from_office: bool, side: str) -> Exists:
    return Exists(
        Message.objects.filter(conversation=OuterRef("pk"), from_office=from_office).filter(pk__gt=OuterRef(side))
    )


def with_unread_by_office(conversations: QuerySet[Conversation]) -> QuerySet[Conversation]:
    return conversations.annotate(
        unread=_unread(from_office=False, side="read_by_office"), owner_name=F("client__name")
    )


def with_unread(conversations: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """Each with `unread_by_office` and `unread_by_client`: whether the other side wrote what one has not seen."""
    return conversations.annotate(
        unread_by_office=_unread(from_office=False, side="read_by_office"),
        unread_by_client=_unread(from_office=True, side="read_by_client"),
    )
