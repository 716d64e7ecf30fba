"""The outbox: which handler still has to hear of which event."""

from django.db import models

from accounts.trail.domain import delivery_states
from accounts.trail.models.stored_event import StoredEvent


class DeliveryState(models.TextChoices):
    PENDING = delivery_states.PENDING, "Pending"
    DELIVERED = delivery_states.DELIVERED, "Delivered"
    DEAD = delivery_states.DEAD, "Dead"


class Delivery(models.Model):
    """One event on its way to one handler; `due_at` and `lease_until` are the database server's clock."""

    event = models.ForeignKey(StoredEvent, on_delete=models.PROTECT, related_name="deliveries")
    handler = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.PENDING)
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(db_default=models.functions.Now())
    lease_until = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        db_table = "trail_delivery"
        verbose_name_plural = "deliveries"
        default_permissions = ("view",)
        permissions = [("retry_delivery", "Can send a dead delivery out again")]
        constraints = [
            models.UniqueConstraint(fields=["event", "handler"], name="one_delivery_per_event_and_handler"),
            models.CheckConstraint(
                condition=models.Q(state__in=delivery_states.STATES), name="delivery_state_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="delivery_due", condition=models.Q(state=delivery_states.PENDING)),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} to {self.handler}"
