"""A client writes to the office."""

from django.db import transaction

from accounts.models import Client, User
from accounts.selectors import clients_of
from accounts.trail.api import record
from crm.correspondence.errors import NotTheirs
from crm.correspondence.events import ClientWrote
from crm.correspondence.models import Conversation, Message
from crm.correspondence.services.add_message import add_message


@transaction.atomic
def write_to_office(
    *, client: Client, text: str, by: User, subject: str = "", conversation: Conversation | None = None
) -> Message:
    """The message sent; raises NothingWritten, and NotTheirs for whoever does not act for the client."""
    if not clients_of(by).filter(pk=client.pk).exists() or (conversation and conversation.client_id != client.pk):
        raise NotTheirs("You can write for clients you act for.")
    message = add_message(
        client=client, conversation=conversation, subject=subject, text=text, from_office=False, by=by
    )
    record(ClientWrote(message.conversation.reference, client.pk, message.pk), by=by)
    return message
