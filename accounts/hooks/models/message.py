"""One event on its way to one webhook."""

from django.db import models
from django.db.models import Q

from accounts.hooks.domain import message_states
from accounts.hooks.models.hook import Hook


class MessageState(models.TextChoices):
    WAITING = message_states.WAITING, "Waiting"
    DELIVERED = message_states.DELIVERED, "Delivered"
    DEAD = message_states.DEAD, "Dead"
    DROPPED = message_states.DROPPED, "Dropped"


class Message(models.Model):
    """`due_at` and `tried_at` are the database server's clock; `answer` is for the office's eyes alone."""

    State = MessageState

    hook = models.ForeignKey(Hook, on_delete=models.PROTECT, related_name="messages")
    # webhook-id: receivers know by it what they have heard already.
    number = models.CharField("webhook-id", max_length=40, unique=True)
    kind = models.CharField(max_length=80)
    # The trail's number; a test message has none.
    event = models.BigIntegerField(null=True, blank=True)
    happened_at = models.DateTimeField()
    path = models.CharField("what it is about", max_length=200, blank=True, help_text="Its address in the API.")
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(db_default=models.functions.Now())
    lease = models.UUIDField(null=True, editable=False)
    tried_at = models.DateTimeField("last tried", null=True, blank=True)
    milliseconds = models.PositiveIntegerField(null=True, blank=True)
    status = models.PositiveSmallIntegerField("answered", null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)
    answer = models.CharField("beginning of the answer", max_length=500, blank=True)

    class Meta:
        db_table = "hooks_message"
        ordering = ["-pk"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["hook", "due_at"], name="messages_due", condition=Q(state=message_states.WAITING)),
            models.Index(fields=["hook", "-id"], name="messages_of_a_hook"),
            models.Index(fields=["-id"], name="messages_dead", condition=Q(state=message_states.DEAD)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["hook", "event"], name="one_message_per_webhook_and_event"),
            models.CheckConstraint(condition=Q(state__in=message_states.STATES), name="message_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.hook}"
