"""How far interest has been accrued; the interest itself stands in the ledger."""

from django.conf import settings
from django.db import models

from fidus.lib.money import Money
from funds.models.investment import Investment


class AccrualRunState(models.TextChoices):
    RUNNING = "running", "Running"
    COMPLETE = "complete", "Complete"


class AccrualRun(models.Model):
    """One night of accrual; run again, it adds what is missing and nothing else."""

    State = AccrualRunState

    as_of = models.DateField(unique=True)
    state = models.CharField(max_length=10, choices=AccrualRunState)
    investments = models.PositiveBigIntegerField(default=0, help_text="Investments whose day was accrued.")
    posted = models.PositiveBigIntegerField(
        default=0, help_text="Ledger entries; a day worth less than half a cent has none."
    )
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-as_of"]
        default_permissions = ("view",)
        permissions = [("run_accrual", "Can run the accrual of interest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=AccrualRunState.RUNNING, finished_at__isnull=True)
                | models.Q(state=AccrualRunState.COMPLETE, finished_at__isnull=False),
                name="accrual_run_complete_has_an_end",
            )
        ]

    def __str__(self) -> str:
        return f"Accrual as of {self.as_of}"


class Accrual(models.Model):
    """How far one investment's interest is accrued: narrow, because every night writes every row."""

    investment = models.OneToOneField(Investment, on_delete=models.PROTECT, primary_key=True, related_name="accrual")
    accrued_through = models.DateField()
    accrued_minor = models.BigIntegerField(default=0, help_text="All interest posted so far, in minor units.")

    class Meta:
        default_permissions = ("view",)
        constraints = [models.CheckConstraint(condition=models.Q(accrued_minor__gte=0), name="accrual_is_not_negative")]

    def __str__(self) -> str:
        return f"{self.investment} through {self.accrued_through}"

    @property
    def accrued(self) -> Money:
        return Money.from_minor(self.accrued_minor, self.investment.currency)
