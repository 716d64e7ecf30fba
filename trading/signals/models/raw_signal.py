"""Messages as they came, and what became of each; nothing here is ever changed."""

from django.db import models
from django.db.models import Q

from trading.signals.models.door import Door
from trading.signals.models.signal import Signal


class Outcome(models.TextChoices):
    TAKEN = "taken", "Taken"
    DUPLICATE = "duplicate", "Duplicate"
    REFUSED = "refused", "Refused"
    HEARTBEAT = "heartbeat", "Heartbeat"


class RawSignal(models.Model):
    """`body` is the very bytes. `signal` is what was taken from it, or was there already if it is a duplicate.

    `delivery` names the message in the way it came by (an e-mail, a file), so that it is taken once after a restart.
    """

    Outcome = Outcome

    door = models.ForeignKey(Door, on_delete=models.PROTECT, related_name="messages")
    body = models.BinaryField()
    content_type = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=120, blank=True, help_text="Where it came from: a network address, a sender.")
    delivery = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.CharField(max_length=500, blank=True)
    pointer = models.CharField("place at fault", max_length=120, blank=True)
    signal = models.ForeignKey(Signal, on_delete=models.PROTECT, null=True, blank=True, related_name="messages")

    class Meta:
        verbose_name = "message"
        ordering = ["-id"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="message_outcome_is_known"),
            models.CheckConstraint(
                condition=(Q(outcome="refused", signal__isnull=True) & ~Q(reason=""))
                | Q(outcome__in=["taken", "duplicate"], signal__isnull=False)
                | Q(outcome="heartbeat", signal__isnull=True),
                name="message_came_to_something",
            ),
            models.UniqueConstraint(
                fields=["door", "delivery"], condition=~Q(delivery=""), name="a_delivery_is_taken_once"
            ),
            models.UniqueConstraint(
                fields=["signal"], condition=Q(outcome="taken"), name="a_signal_is_taken_from_one_message"
            ),
        ]
        indexes = [
            models.Index(fields=["door", "received_at"], condition=Q(outcome="refused"), name="messages_refused"),
        ]

    def __str__(self) -> str:
        return f"Message {self.pk}"

    @property
    def subject(self) -> str:
        """What the trail calls it."""
        return f"message:{self.pk}"
