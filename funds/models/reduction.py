"""What left the principal of an investment, and what came back."""

from django.db import models
from django.db.models import Q

from fidus.lib.money import Money
from funds.models.investment import Investment


class Reduction(models.Model):
    """Principal and interest taken out from the end of a day on; negative where a redemption was taken back.

    Appended only (the application's role may not change it); the database keeps the sum at the investment.
    """

    investment = models.ForeignKey(Investment, on_delete=models.PROTECT, related_name="reductions")
    effective_on = models.DateField(help_text="From the end of this day the principal earns no more.")
    principal_minor = models.BigIntegerField()
    interest_minor = models.BigIntegerField(default=0, help_text="Interest taken out with it.")
    reference = models.CharField(max_length=40, unique=True, help_text="What it stands for: RED-0001, RED-0001:back.")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["effective_on", "pk"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(condition=~Q(principal_minor=0, interest_minor=0), name="reduction_takes_something"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} of {self.investment}"

    @property
    def principal(self) -> Money:
        return Money.from_minor(self.principal_minor, self.investment.currency)

    @property
    def interest(self) -> Money:
        return Money.from_minor(self.interest_minor, self.investment.currency)
