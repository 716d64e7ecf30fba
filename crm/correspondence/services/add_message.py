"""The one way a message comes into a conversation; the two sides' services stand beside it."""

from django.db import transaction

from accounts.models import Client, User
from crm.correspondence.domain.conversation_states import ConversationAction, ConversationState, after
from crm.correspondence.errors import NothingWritten
from crm.correspondence.models import Conversation, Message
from crm.correspondence.models.conversation import LONGEST
from fidus.lib import clock


def add_message(
    *, client: Client, conversation: Conversation | None, subject: str, text: str, from_office: bool, by: User | None
) -> Message:
    """The stored message, its conversation moved on; without a conversation it begins one. Raises NothingWritten."""
    text, subject = text.strip(), subject.strip()
    if not text:
        raise NothingWritten("Write what it is about; nothing was sent.")
    if len(text) > LONGEST:
        raise NothingWritten(f"A message holds {LONGEST:,} characters; nothing was sent. Please send two.")
    action = ConversationAction.OFFICE_WRITES if from_office else ConversationAction.CLIENT_WRITES
    now = clock.now()
    with transaction.atomic():
        if conversation is None:
            if not subject:
                raise NothingWritten("Give it a subject; nothing was sent.")
            state = ConversationState.FOR_CLIENT if from_office else ConversationState.FOR_OFFICE
            conversation = Conversation.objects.create(
                client=client, subject=subject, state=state, opened_at=now, last_at=now
            )
        else:
            conversation = Conversation.objects.select_for_update().get(pk=conversation.pk, client=client)
            state = after(conversation.state, action)
            assert state is not None, "everybody may write in every state"
        message = Message.objects.create(
            conversation=conversation, text=text, written_at=now, written_by=by, from_office=from_office
        )
        # Whoever writes has read what stands above.
        read = "read_by_office" if from_office else "read_by_client"
        changes = {"state": state, "last_at": now, read: message.pk}
        Conversation.objects.filter(pk=conversation.pk).update(**changes)
        conversation.refresh_from_db()
        message.conversation = conversation
    return message
