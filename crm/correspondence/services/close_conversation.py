from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from crm.correspondence.domain.conversation_states import ConversationState
from crm.correspondence.events import ConversationClosed
from crm.correspondence.models import Conversation


@transaction.atomic
def close_conversation(*, conversation: Conversation, by: User) -> Conversation:
    """Nothing more is to be said; a second time changes nothing, and any new message opens it again."""
    still_open = Conversation.objects.filter(pk=conversation.pk).exclude(state=ConversationState.CLOSED)
    if still_open.update(state=ConversationState.CLOSED):
        record(ConversationClosed(conversation.reference, conversation.client_id), by=by)
    conversation.refresh_from_db()
    return conversation
