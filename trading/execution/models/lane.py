"""Who sends an account's orders, and until when nobody else does."""

from django.db import models
from django.db.models import Q

from trading.models import BrokerAccount


class Lane(models.Model):
    """One account's way out. Whoever holds `holder` until `leased_until` sends, and writes only while it is theirs.

    Until `wait_until` nothing is sent, for the reason in `words`: the broker asked for it, or cannot be reached.
    Instants are our clock's.
    """

    account = models.OneToOneField(BrokerAccount, on_delete=models.PROTECT, primary_key=True, related_name="lane")
    holder = models.UUIDField(null=True, blank=True, editable=False)
    leased_until = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True, help_text="By whoever holds it, or held it last.")
    wait_until = models.DateTimeField(null=True, blank=True)
    failures = models.SmallIntegerField(default=0, help_text="One after the other.")
    words = models.CharField(max_length=500, blank=True, help_text="Why it waits.")
    compared_at = models.DateTimeField(null=True, blank=True, help_text="Orders and fills with the broker's.")

    class Meta:
        ordering = ["account"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                condition=Q(holder__isnull=True, leased_until__isnull=True)
                | Q(holder__isnull=False, leased_until__isnull=False),
                name="a_lane_is_held_until_some_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Lane of {self.account}"
