"""A day of an account's figures; kept for good."""

from django.db import models

from trading.models import BrokerAccount
from trading.watch.models.standing import figure


class DaySnapshot(models.Model):
    """What the day's snapshots came to; the UTC day of our clock. Reckoned anew while the day's snapshots are there."""

    account = models.ForeignKey(BrokerAccount, on_delete=models.PROTECT, related_name="day_snapshots")
    on = models.DateField()
    first_equity, last_equity, high_equity, low_equity = figure(), figure(), figure(), figure()
    balance = figure(help_text="At the day's end.")
    credit = figure(help_text="At the day's end.")
    least_margin_level = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    snapshots = models.IntegerField()

    class Meta:
        default_permissions = ("view",)
        ordering = ["account", "-on"]
        constraints = [
            models.UniqueConstraint(fields=["account", "on"], name="one_day_snapshot_per_account_and_day"),
            models.CheckConstraint(
                condition=models.Q(low_equity__lte=models.F("high_equity")), name="a_days_low_is_not_above_its_high"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} on {self.on}"
