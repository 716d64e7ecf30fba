"""How what visits go through is doing: a bridge, a gateway, an API."""

from django.db import models

from trading.models import Platform
from trading.watch.domain.breaker_states import CLOSED, OPEN, STATES


class GatewayHealth(models.Model):
    """One line that accounts share; its row's lock is the turn to claim visits over it."""

    line = models.CharField(max_length=120, primary_key=True, help_text="What visits share, as connections name it.")
    gateway = models.BigIntegerField(null=True, blank=True, db_index=True, help_text="Number of the broker gateway.")
    name = models.CharField(max_length=120, blank=True)
    at_once = models.SmallIntegerField(default=1, help_text="Visits at a time.")
    state = models.CharField(
        max_length=10, choices=[(state, state.replace("_", " ")) for state in STATES], default=CLOSED
    )
    failures = models.IntegerField(default=0, help_text="One after the other, with no answer between.")
    openings = models.IntegerField(default=0, help_text="Times it opened since it last answered.")
    opened_at = models.DateTimeField(null=True, blank=True)
    again_at = models.DateTimeField(null=True, blank=True, help_text="When one visit may try again.")
    answered_at = models.DateTimeField(null=True, blank=True)
    words = models.TextField(blank=True, help_text="Of the newest failure.")

    class Meta:
        default_permissions = ("view",)
        verbose_name, verbose_name_plural = "line", "lines"
        ordering = ["line"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="breaker_state_is_known"),
            models.CheckConstraint(condition=models.Q(at_once__gte=1), name="gateway_takes_one_visit_at_least"),
            models.CheckConstraint(
                condition=~models.Q(state=OPEN) | models.Q(opened_at__isnull=False, again_at__isnull=False),
                name="an_open_breaker_says_until_when",
            ),
        ]

    def __str__(self) -> str:
        platform, _, place = self.line.partition(":")
        _, _, terminal = place.partition("/")
        named = self.name or f"{Platform(platform).label}, no gateway"
        return f"{named}, terminal {terminal}" if terminal else named
