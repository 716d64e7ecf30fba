"""What running the firm cost."""

from django.conf import settings
from django.db import models

from fidus.lib.money import Money


class OperatingCost(models.Model):
    """One cost, paid from the firm's bank account and booked once per reference."""

    reference = models.CharField(max_length=80, unique=True, help_text="The bank's reference or the invoice's number.")
    text = models.CharField(max_length=200)
    incurred_on = models.DateField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    booked_at = models.DateTimeField()

    class Meta:
        ordering = ["-incurred_on", "-id"]
        default_permissions = ("view",)
        permissions = [("book_operating_cost", "Can book an operating cost")]
        constraints = [models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="cost_is_positive")]

    def __str__(self) -> str:
        return f"{self.text} ({self.reference})"

    @property
    def amount(self) -> Money:
        return Money.from_minor(self.amount_minor, self.currency)
