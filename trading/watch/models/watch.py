"""When an account is visited next, who is visiting it, and what went wrong."""

from django.db import models

from trading.models import BrokerAccount
from trading.watch.domain.watch_states import RESTING, STATES, WATCHING
from trading.watch.models.gateway_health import GatewayHealth


class Watch(models.Model):
    """One account's turn. Whoever holds `lease` until `leased_until` visits it, and writes only while it is theirs.

    Instants are our clock's.
    """

    account = models.OneToOneField(BrokerAccount, on_delete=models.PROTECT, primary_key=True, related_name="watch")
    line = models.ForeignKey(GatewayHealth, on_delete=models.PROTECT, null=True, blank=True, related_name="watches")
    state = models.CharField(max_length=10, choices=[(state, state) for state in STATES], default=WATCHING)
    connected_at = models.DateTimeField(null=True, blank=True, help_text="When its connection was last set up anew.")
    due_at = models.DateTimeField()
    interval = models.SmallIntegerField(default=25, help_text="Seconds between two visits, as things stand.")
    lease = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    began_at = models.DateTimeField(null=True, blank=True, help_text="Start of the newest visit.")
    seen_at = models.DateTimeField(null=True, blank=True, help_text="Newest visit that succeeded; a push is none.")
    deep_at = models.DateTimeField(null=True, blank=True, help_text="Newest visit that read far back.")
    failures = models.IntegerField(default=0, help_text="One after the other.")
    failure_kind = models.CharField(max_length=20, blank=True)
    failure_code = models.CharField(max_length=60, blank=True)
    failure_words = models.TextField(blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    unreachable_since = models.DateTimeField(null=True, blank=True, help_text="Told on the trail; empty while reached.")
    asked_at = models.DateTimeField(null=True, blank=True, help_text="A person asked for a look.")

    class Meta:
        default_permissions = ("view",)
        permissions = [("look_now", "Have a broker account looked at now")]
        verbose_name, verbose_name_plural = "visits of an account", "visits"
        ordering = ["account"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="watch_state_is_known"),
            models.CheckConstraint(
                condition=models.Q(lease__isnull=True, leased_until__isnull=True)
                | models.Q(lease__isnull=False, leased_until__isnull=False),
                name="a_lease_has_an_end",
            ),
            models.CheckConstraint(
                condition=models.Q(state=RESTING) | models.Q(line__isnull=False), name="who_is_watched_has_a_line"
            ),
            models.CheckConstraint(condition=models.Q(interval__gte=1), name="watch_interval_is_positive"),
        ]
        indexes = [
            models.Index(fields=["line", "due_at"], condition=~models.Q(state=RESTING), name="watch_turns"),
            models.Index(fields=["line", "leased_until"], condition=models.Q(lease__isnull=False), name="watch_leases"),
        ]

    def __str__(self) -> str:
        return f"Visits of {self.account}"
