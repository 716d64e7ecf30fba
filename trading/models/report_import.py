"""A broker's report that somebody brought in, and what came of it."""

from django.conf import settings
from django.db import models

from trading.domain.report_formats import FORMATS, MT5
from trading.domain.report_import_states import RECEIVED, STATES
from trading.models.broker_account import BrokerAccount


class ReportImport(models.Model):
    """The file itself is not kept once it is read: its hash and size are."""

    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField(help_text="Bytes")
    format = models.CharField(
        max_length=10, choices=[*FORMATS.items()], blank=True, help_text="Found in the file; empty until it is read."
    )
    state = models.CharField(max_length=10, choices=[(state, state.capitalize()) for state in STATES], default=RECEIVED)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    uploaded_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    # Chosen by the uploader, or found in the report.
    account = models.ForeignKey(BrokerAccount, on_delete=models.PROTECT, null=True, blank=True, related_name="imports")
    kept_as = models.CharField(max_length=100, blank=True, help_text="Where the file waits until it is read.")

    saved_at = models.DateTimeField(null=True, blank=True, help_text="When the terminal saved the report, server time.")
    first_at = models.DateTimeField(null=True, blank=True)
    last_at = models.DateTimeField(null=True, blank=True)
    opening_balance = models.DecimalField(max_digits=20, decimal_places=3, null=True, blank=True)
    closing_balance = models.DecimalField(max_digits=20, decimal_places=3, null=True, blank=True)
    deals_in_report = models.IntegerField(default=0, help_text="Trades and cash operations.")
    deals_added = models.IntegerField(default=0)
    cash_operations_added = models.IntegerField(default=0)
    orders_added = models.IntegerField(default=0)
    positions_added = models.IntegerField(default=0)
    costs_completed = models.IntegerField(default=0, help_text="Deals that lacked their costs and have them now.")
    notes = models.TextField(blank=True, help_text="What of the file was not booked, a line each.")
    refusal = models.TextField(blank=True)
    refused_line = models.IntegerField(null=True, blank=True)

    class Meta:
        default_permissions = ("view",)
        permissions = [("import_report", "Import a broker's report")]
        ordering = ["-uploaded_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="report_import_state_is_known"),
            models.CheckConstraint(
                condition=~models.Q(state="imported")
                | (
                    models.Q(account__isnull=False)
                    & (models.Q(closing_balance__isnull=False) | models.Q(format__in=[f for f in FORMATS if f != MT5]))
                ),
                name="imported_report_has_account_and_balance",
            ),
            models.CheckConstraint(condition=models.Q(format__in=["", *FORMATS]), name="report_format_is_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def already_known(self) -> int:
        return self.deals_in_report - self.deals_added - self.cash_operations_added
