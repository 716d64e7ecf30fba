"""Rates against the euro, as they were published."""

from django.db import models
from django.db.models import Q

from accounts.rates.domain.ecb_files import EARLIEST
from accounts.rates.models.rate_import import RateImport


class EuroRate(models.Model):
    """Units of `currency` for one euro on one day; a corrected rate stays, marked, behind the one that replaced it."""

    currency = models.CharField(max_length=3)
    on = models.DateField()
    value = models.DecimalField(max_digits=20, decimal_places=10)
    taken_from = models.ForeignKey(RateImport, on_delete=models.PROTECT, related_name="rates")
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-on", "currency"]
        default_permissions = ("view",)
        verbose_name = "rate against the euro"
        verbose_name_plural = "rates against the euro"
        constraints = [
            models.UniqueConstraint(
                fields=["currency", "on"], condition=Q(superseded_at=None), name="one_rate_per_currency_and_day"
            ),
            models.CheckConstraint(condition=Q(value__gt=0), name="rate_is_positive"),
            models.CheckConstraint(condition=Q(on__gte=EARLIEST), name="rate_is_not_before_the_euro"),
        ]
        indexes = [models.Index(fields=["on"], name="rates_of_a_day")]

    def __str__(self) -> str:
        return f"EUR/{self.currency} {self.on}"
