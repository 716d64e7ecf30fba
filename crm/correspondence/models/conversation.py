"""What a client and the office write to each other."""

from django.conf import settings
from django.db import models

from accounts.models import Client
from crm.correspondence.domain.conversation_states import ConversationState

LONGEST = 5_000


class Conversation(models.Model):
    """One subject between a client and the office; each side has read it up to a message."""

    State = ConversationState

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="conversations")
    subject = models.CharField(max_length=120)
    state = models.CharField(
        max_length=12,
        choices=[("for_office", "The office answers"), ("for_client", "The client reads"), ("closed", "Closed")],
    )
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField(help_text="When the newest message was written.")
    read_by_client = models.BigIntegerField(default=0, help_text="The newest message the client has seen.")
    read_by_office = models.BigIntegerField(default=0, help_text="The newest message the office has seen.")

    class Meta:
        ordering = ["-last_at", "-pk"]
        default_permissions = ("view",)
        permissions = [("write_to_client", "Can write to clients and close conversations")]
        indexes = [models.Index(fields=["state", "last_at"], name="conversation_state_last")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in ConversationState]),
                name="conversation_state_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def reference(self) -> str:
        return f"conversation:{self.pk}"


class Message(models.Model):
    """One message, as it was written; the application's role may only add them."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="messages")
    text = models.TextField(max_length=LONGEST)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    from_office = models.BooleanField()

    class Meta:
        ordering = ["pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{'Office' if self.from_office else 'Client'}, {self.written_at:%d %b %Y}"
