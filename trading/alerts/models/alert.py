"""Something that wants a person's eyes."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from fidus.lib.money import Money
from trading.alerts.domain.alert_states import LIVE, AlertState
from trading.alerts.domain.kinds import Kind
from trading.alerts.models.rule import AlertRule, measured
from trading.models import BrokerAccount

_LIVE = [state.value for state in LIVE]


class Alert(models.Model):
    """Of an account, or of a gateway (`line`, as the watch names it); thresholds as they were when it opened."""

    State = AlertState

    rule = models.ForeignKey(AlertRule, on_delete=models.PROTECT, related_name="alerts")
    account = models.ForeignKey(BrokerAccount, on_delete=models.PROTECT, null=True, blank=True, related_name="alerts")
    line = models.CharField(max_length=120, blank=True)
    threshold = measured()
    figure = measured(null=True, blank=True, help_text="As it was last.")
    worst = measured(null=True, blank=True)
    words = models.CharField(max_length=500, blank=True, help_text="What the broker or gateway said.")
    through = models.BigIntegerField(default=0, help_text="The newest cash operation that it counted.")
    state = models.CharField(max_length=10, choices=[(s.value, s.value.capitalize()) for s in AlertState])
    opened_at = models.DateTimeField()
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    seen_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True, help_text="What whoever saw it says.")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        default_permissions = ("view",)
        permissions = [("see_alert", "Acknowledge alerts")]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "account", "line"],
                condition=Q(state__in=_LIVE),
                nulls_distinct=False,
                name="one_live_alert_for_each",
            ),
            models.CheckConstraint(
                condition=Q(account__isnull=False, line="") | (Q(account__isnull=True) & ~Q(line="")),
                name="alert_is_of_an_account_or_a_gateway",
            ),
            models.CheckConstraint(
                condition=Q(state=AlertState.OPEN.value, seen_by__isnull=True, closed_at__isnull=True)
                | Q(state=AlertState.SEEN.value, seen_by__isnull=False, closed_at__isnull=True)
                | Q(state=AlertState.CLOSED.value, closed_at__isnull=False),
                name="alert_state_has_its_instants",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-opened_at"], name="alerts_by_state"),
            models.Index(fields=["rule", "account", "-through"], name="alerts_counted_through"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.rule.get_kind_display()}: {self.whose}"

    @property
    def whose(self) -> str:
        return str(self.account) if self.account_id else self.line

    @property
    def name(self) -> str:
        """What the trail calls it."""
        return f"alert:{self.pk}"

    @property
    def is_live(self) -> bool:
        return self.state in _LIVE

    def shown(self, value: object) -> str:
        """A figure of it for people; what was withdrawn, in the account's currency."""
        if self.rule.kind == Kind.WITHDRAWAL.value and value is not None and self.account:
            return str(Money.rounded(value, self.account.currency))
        return self.rule.shown(value)
