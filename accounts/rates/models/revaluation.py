"""Differences of exchange that were posted at the end of a month."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from fidus.lib.money import Money


class Revaluation(models.Model):
    """One currency's at one month's end: what the firm held in it, at which rate, and what was posted."""

    month_end = models.DateField()
    currency = models.CharField(max_length=3)
    firm_currency = models.CharField(max_length=3)
    attempt = models.SmallIntegerField(help_text="1, or more after a reversal.")
    position_minor = models.BigIntegerField(help_text="Assets less liabilities, in the currency itself.")
    carrying_minor = models.BigIntegerField(help_text="The same in the firm's currency, at the rate of each day.")
    value_minor = models.BigIntegerField(help_text="The same at the month's last rate.")
    posted_minor = models.BigIntegerField(help_text="Gain above zero; what earlier months posted is taken off.")
    rate = models.DecimalField(max_digits=24, decimal_places=12)
    rate_on = models.DateField()
    entry = models.BigIntegerField(null=True, blank=True, help_text="None where nothing was left to post.")
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    posted_at = models.DateTimeField()
    reversed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reversed_at = models.DateTimeField(null=True, blank=True)
    reversal = models.BigIntegerField(null=True, blank=True)
    reversal_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-month_end", "currency", "-attempt"]
        default_permissions = ("view",)
        verbose_name = "difference of exchange"
        verbose_name_plural = "differences of exchange"
        permissions = [("revalue", "Can post and reverse differences of exchange")]
        constraints = [
            models.UniqueConstraint(
                fields=["month_end", "currency"], condition=Q(reversed_at=None), name="one_revaluation_stands"
            ),
            models.UniqueConstraint(fields=["month_end", "currency", "attempt"], name="revaluations_are_numbered"),
            models.CheckConstraint(
                condition=Q(reversed_at__isnull=True) | (Q(reversed_by__isnull=False) & ~Q(reversal_reason="")),
                name="reversed_revaluation_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.currency} at the end of {self.month_end:%B %Y}"

    @property
    def position(self) -> Money:
        return Money.from_minor(self.position_minor, self.currency)

    @property
    def carrying(self) -> Money:
        return Money.from_minor(self.carrying_minor, self.firm_currency)

    @property
    def value(self) -> Money:
        return Money.from_minor(self.value_minor, self.firm_currency)

    @property
    def posted(self) -> Money:
        return Money.from_minor(self.posted_minor, self.firm_currency)
