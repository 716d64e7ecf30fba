"""What clients and the office write to each other, over the API: each side reads and writes its own."""

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.gateway.rest.fields import Known
from accounts.gateway.rest.looks import look
from accounts.gateway.rest.records import Order, Record
from accounts.gateway.rest.resource import Records, operation
from accounts.models import Client, User
from accounts.selectors import clients_of
from crm.correspondence.models import Conversation, Message
from crm.correspondence.models.conversation import LONGEST
from crm.correspondence.selectors import with_unread
from crm.correspondence.services.close_conversation import close_conversation
from crm.correspondence.services.mark_read import mark_read
from crm.correspondence.services.write_to_client import write_to_client
from crm.correspondence.services.write_to_office import write_to_office

WRITE = "correspondence.write_to_client"


class ConversationRecord(Record):
    """One subject between a client and the office."""

    client = serializers.CharField(source="client.number")
    unread = serializers.SerializerMethodField(help_text="Whether the other side wrote something one has not seen.")

    class Meta:
        model = Conversation
        fields = ("id", "client", "subject", "state", "opened_at", "last_at", "unread")

    def get_unread(self, conversation: Conversation) -> bool:
        staff = self.context["view"].request.user.is_staff
        return bool(conversation.unread_by_office if staff else conversation.unread_by_client)


class MessageRecord(Record):
    """One message, as it was written."""

    written_by = serializers.SerializerMethodField(
        help_text="By e-mail; null for what the system wrote, and for clients where somebody of the office did."
    )

    class Meta:
        model = Message
        fields = ("id", "text", "written_at", "from_office", "written_by")

    def get_written_by(self, message: Message) -> str | None:
        hidden = message.from_office and not self.context["view"].request.user.is_staff
        return None if hidden or message.written_by is None else message.written_by.email


class Answer(Order):
    """A message."""

    text = serializers.CharField(max_length=LONGEST)


class NewConversation(Answer):
    """A first message on a subject."""

    client = Known(queryset=Client.objects.all(), slug_field="number", help_text="To whom, or for whom one writes.")
    subject = serializers.CharField(max_length=120)

    def validate_client(self, client: Client) -> Client:
        user = self.context["request"].user
        if not user.is_staff and not clients_of(user).filter(pk=client.pk).exists():
            raise serializers.ValidationError("There is none that is called this.")
        return client


class Conversations(Records):
    """Messages: an answer to a closed conversation opens it again."""

    kind = "conversations"
    permission = "correspondence.view_conversation"
    queryset = Conversation.objects.select_related("client")
    serializer_class = ConversationRecord
    filterset_fields = {
        "state": ["exact"], "client__number": ["exact"], "subject": ["icontains"], "last_at": ["gte", "lt"],
    }  # fmt: skip

    def rows(self) -> QuerySet[Conversation]:
        return with_unread(super().rows())

    def of_clients(self, rows, clients):
        return rows.filter(client__in=clients)

    @look(gives=MessageRecord, many=True, clients_may=True)
    def messages(self, conversation: Conversation, *, by: User) -> list[Message]:
        """What was written, in its order; looking marks nothing as read."""
        return list(conversation.messages.select_related("written_by"))

    @operation(permission=WRITE, takes=NewConversation, clients_may=True)
    def create(self, *, by: User, client: Client, subject: str, text: str) -> Conversation:
        """Write to a client, who gets a letter that it waits; or, as a client, to the office."""
        write = write_to_client if by.is_staff else write_to_office
        return write(client=client, subject=subject, text=text, by=by).conversation

    @operation(permission=WRITE, takes=Answer, gives=MessageRecord, clients_may=True)
    def answer(self, conversation: Conversation, *, by: User, text: str) -> Message:
        """Write back."""
        write = write_to_client if by.is_staff else write_to_office
        return write(client=conversation.client, conversation=conversation, text=text, by=by)

    @operation(permission=WRITE, clients_may=True)
    def mark_read(self, conversation: Conversation, *, by: User) -> Conversation:
        """One's own side has seen everything that stands in it now."""
        mark_read(conversation=conversation, by_office=by.is_staff)
        return conversation

    @operation(permission=WRITE)
    def close(self, conversation: Conversation, *, by: User) -> Conversation:
        """Nothing more is to be said, until somebody writes again."""
        return close_conversation(conversation=conversation, by=by)
