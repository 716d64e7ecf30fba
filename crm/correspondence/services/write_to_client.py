"""The office writes to a client, who gets a letter that something waits in the portal."""

from django.db import transaction

from accounts.models import Client, User
from accounts.trail.api import record
from crm.correspondence.events import OfficeWrote
from crm.correspondence.models import Conversation, Message
from crm.correspondence.services.add_message import add_message


@transaction.atomic
def write_to_client(
    *, client: Client, text: str, by: User | None, subject: str = "", conversation: Conversation | None = None
) -> Message:
    """The message sent; `by` None is the system itself. Raises NothingWritten."""
    message = add_message(client=client, conversation=conversation, subject=subject, text=text, from_office=True, by=by)
    record(OfficeWrote(message.conversation.reference, client.pk, message.pk), by=by)
    return message
