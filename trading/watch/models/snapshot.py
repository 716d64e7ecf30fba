"""An account's figures over time, as they changed; a table in parts by day, so that old days leave at once."""

from django.db import models

from trading.models import BrokerAccount
from trading.watch.models.standing import SightingSource, figure


class Snapshot(models.Model):
    """Kept when something changed, at most one a minute, and one on each day the account was seen.

    The table is partitioned by `at`, a UTC day each (migration 0002); parts are made and dropped by functions of the
    database, for the application's role owns no table.
    """

    pk = models.CompositePrimaryKey("account", "at")
    # Making and dropping parts would lock the accounts, too, if the database held this one; accounts are never deleted.
    account = models.ForeignKey(BrokerAccount, on_delete=models.PROTECT, db_constraint=False, related_name="snapshots")
    at = models.DateTimeField(help_text="Our clock.")
    source = models.CharField(max_length=4, choices=SightingSource)
    balance, equity, credit, margin = figure(), figure(), figure(), figure()
    margin_level = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    positions = models.IntegerField(default=0)

    class Meta:
        default_permissions = ("view",)
        ordering = ["account", "at"]

    def __str__(self) -> str:
        return f"{self.account_id} at {self.at}"
