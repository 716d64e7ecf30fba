"""What happened to instructions, step by step; nothing here is ever changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from trading.orders.models.instruction import Instruction


class EventKind(models.TextChoices):
    PLACED = "placed", "Placed"
    RELEASED = "released", "Released by a person"
    DROPPED = "dropped", "Dropped before it was sent"
    CLAIMED = "claimed", "Taken up"
    GIVEN_BACK = "given back", "Surely not sent: given back"
    SENT = "sent", "Sent"
    LOST = "lost", "No answer: the outcome is unknown"
    LOOKED_UP = "looked up", "Looked up at the broker"
    ABSENT = "absent", "The broker has none of it"
    ACCEPTED = "accepted", "Accepted"
    FILLED = "filled", "Filled"
    REJECTED = "rejected", "Rejected"
    CANCELLED = "cancelled", "Cancelled"
    EXPIRED = "expired", "Expired"
    REPLACED = "replaced", "Replaced"
    REOPENED = "reopened", "Works again, after its end"
    OVERFILLED = "overfilled", "Filled beyond its volume"
    AFTER_EXIT = "after exit", "Filled after its strategy's exit"
    OVERTRADED = "overtraded", "Its stop and target both traded"
    UNPROTECTED = "unprotected", "Its stop or target ended"
    CANCEL_ASKED = "cancel asked", "To be cancelled"
    CANCEL_SENT = "cancel sent", "Cancel sent"
    CANCEL_REFUSED = "cancel refused", "Cancel refused"
    CHANGE_ASKED = "change asked", "To be changed"
    CHANGE_SENT = "change sent", "Change sent"
    CHANGE_REFUSED = "change refused", "Change refused"


class OrderEvent(models.Model):
    """`took` is the milliseconds since the step before it, where we measured them by one machine's clock."""

    Kind = EventKind

    instruction = models.ForeignKey(Instruction, on_delete=models.PROTECT, related_name="events", db_index=False)
    at = models.DateTimeField(help_text="Our clock.")
    kind = models.CharField(max_length=16, choices=EventKind)
    words = models.CharField(max_length=500, blank=True)
    data = models.JSONField(default=dict, blank=True, help_text="Figures as text.")
    took = models.DecimalField("milliseconds", max_digits=12, decimal_places=3, null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["id"]
        default_permissions = ("view",)
        constraints = [models.CheckConstraint(condition=Q(kind__in=EventKind.values), name="order_event_is_of_a_kind")]
        indexes = [models.Index(fields=["instruction", "id"], name="events_of_an_instruction")]

    def __str__(self) -> str:
        return f"{self.kind} {self.instruction_id}"
