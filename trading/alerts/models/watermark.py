"""How high what trading made of an account stood on a day."""

from django.db import models

from trading.alerts.models.rule import measured
from trading.models import BrokerAccount


class Watermark(models.Model):
    """The day's highest equity less credit and less what was paid in; the UTC day of our clock."""

    account = models.ForeignKey(BrokerAccount, on_delete=models.PROTECT, related_name="watermarks")
    on = models.DateField()
    high = measured()

    class Meta:
        ordering = ["account", "-on"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["account", "on"], name="one_watermark_per_account_and_day")]

    def __str__(self) -> str:
        return f"{self.account_id} on {self.on}"
