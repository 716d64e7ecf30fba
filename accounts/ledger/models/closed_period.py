"""How far the books are closed, as it was decided one time after the other."""

from django.conf import settings
from django.db import models


class ClosedPeriod(models.Model):
    """One decision; the newest holds: no entry is booked or valued on or before its `until`.

    A re-opening is a decision for an earlier `until`, with its reason and who asked for it; no date means that nothing
    is closed any more.
    """

    until = models.DateField(null=True)
    closed_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, db_constraint=False, related_name="+"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, db_constraint=False, related_name="+"
    )
    reason = models.TextField(blank=True, default="")

    class Meta:
        db_table = "ledger_closed_period"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"until {self.until:%d %b %Y}" if self.until else "nothing is closed"
