"""How far the books are closed."""

from django.conf import settings
from django.db import models


class ClosedPeriod(models.Model):
    """No entry is booked or valued on or before `until` any more."""

    until = models.DateField(primary_key=True)
    closed_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, db_constraint=False, related_name="+"
    )

    class Meta:
        db_table = "ledger_closed_period"
        ordering = ["-until"]

    def __str__(self) -> str:
        return f"until {self.until:%d %b %Y}"
