"""How far an investment's fees have grown: only investments under a schedule that accrues have rows here."""

from django.db import models
from django.db.models import F, Q

from fidus.lib.money import Money
from funds.fees.domain.management import rounded
from funds.models import Investment


class FeeStanding(models.Model):
    """The management fee of an investment up to the end of a day, in parts too small to lose anything."""

    investment = models.OneToOneField(
        Investment, on_delete=models.PROTECT, primary_key=True, related_name="fee_standing"
    )
    started_on = models.DateField(help_text="The first fee is that of the day after; days are counted from here.")
    accrued_through = models.DateField()
    parts = models.DecimalField(
        max_digits=60, decimal_places=0, default=0, help_text="All management fees ever, in parts of a minor unit."
    )

    class Meta:
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(condition=Q(parts__gte=0), name="fee_parts_are_not_negative"),
            models.CheckConstraint(
                condition=Q(accrued_through__gte=F("started_on")), name="fee_accrued_after_it_started"
            ),
        ]

    def __str__(self) -> str:
        return f"Fees of {self.investment} through {self.accrued_through}"

    @property
    def accrued(self) -> Money:
        """All management fees ever accrued, charged or not."""
        return rounded(int(self.parts), self.investment.currency)


class FeePoint(models.Model):
    """The management fees of an investment up to a month's end, for runs that charge to that day; append-only."""

    investment = models.ForeignKey(Investment, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    parts = models.DecimalField(max_digits=60, decimal_places=0)

    class Meta:
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["investment", "on"], name="one_fee_point_per_month_end")]

    def __str__(self) -> str:
        return f"{self.investment} on {self.on}"
