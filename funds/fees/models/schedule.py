"""Which fees are charged in a fund, or to one client in it, from a date on."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Client
from fidus.lib.money import Money
from funds.domain.day_counts import DayCount
from funds.fees.domain.fee_terms import Every, ManagementBase, TakenFrom
from funds.fees.domain.penalties import PenaltyStep
from funds.models import Product


def _words(values: type[ManagementBase] | type[Every] | type[TakenFrom], texts: list[str]) -> list[tuple[str, str]]:
    return [(value.value, text) for value, text in zip(values, texts, strict=False)]


BASES = _words(ManagementBase, ["Principal", "Value: principal and interest not paid out"])
PERIODS = _words(Every, ["Every month", "Every quarter", "Every year", "Only at redemption"])
SOURCES = _words(TakenFrom, ["Kept interest first, the rest billed", "Billed"])


class FeeSchedule(models.Model):
    """Fees from a date on; published once, never changed (the application's role may only append)."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="fee_schedules")
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, null=True, related_name="+", help_text="Empty: everybody in the fund."
    )
    version = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    valid_from = models.DateField()
    applies_to_all = models.BooleanField(
        default=False, help_text="Also to investments opened before; otherwise they keep what they had."
    )
    management_rate = models.DecimalField(max_digits=9, decimal_places=6, default=Decimal(0), help_text="A year.")
    management_base = models.CharField(max_length=10, choices=BASES, default=ManagementBase.PRINCIPAL.value)
    day_count = models.CharField(
        max_length=10, choices=[(c.value, c.value) for c in DayCount], default=DayCount.ACT_365F.value
    )
    charged_every = models.CharField(max_length=10, choices=PERIODS[:2], default=Every.QUARTER.value)
    performance_rate = models.DecimalField(max_digits=9, decimal_places=6, default=Decimal(0))
    hurdle_rate = models.DecimalField(max_digits=9, decimal_places=6, default=Decimal(0), help_text="A year.")
    crystallised_every = models.CharField(max_length=10, choices=PERIODS[1:], default=Every.QUARTER.value)
    taken_from = models.CharField(max_length=10, choices=SOURCES, default=TakenFrom.INTEREST.value)
    withdrawal_flat_minor = models.BigIntegerField(default=0)
    withdrawal_rate = models.DecimalField(max_digits=9, decimal_places=6, default=Decimal(0))
    early_allowed = models.BooleanField(default=False, help_text="Money may leave outside the windows.")
    early_steps = models.JSONField(
        default=list, help_text="[months held below which it is due, or null; share of what is redeemed], rising."
    )
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["product", "currency", "-valid_from"]
        default_permissions = ("view",)
        permissions = [("publish_schedule", "Can publish a fee schedule")]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "currency", "client", "valid_from"],
                name="one_fee_schedule_per_day",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(fields=["product", "version"], name="one_fee_schedule_per_number"),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{rate}__gte": 0, f"{rate}__lt": 1}), name=f"fee_{rate}_is_a_share"
                )
                for rate in ("management_rate", "performance_rate", "hurdle_rate", "withdrawal_rate")
            ),
            models.CheckConstraint(condition=Q(withdrawal_flat_minor__gte=0), name="fee_flat_is_not_negative"),
            models.CheckConstraint(
                condition=Q(charged_every__in=[every for every, _ in PERIODS[:2]])
                & Q(crystallised_every__in=[every for every, _ in PERIODS[1:]])
                & Q(management_base__in=list(ManagementBase))
                & Q(taken_from__in=list(TakenFrom))
                & Q(day_count__in=[count.value for count in DayCount]),
                name="fee_schedule_words_are_known",
            ),
            models.CheckConstraint(
                condition=Q(performance_rate__gt=0) | Q(hurdle_rate=0),
                name="fee_hurdle_needs_a_performance_fee",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product.code} fees {self.version}"

    @property
    def withdrawal_flat(self) -> Money:
        return Money.from_minor(self.withdrawal_flat_minor, self.currency)

    @property
    def steps(self) -> tuple[PenaltyStep, ...]:
        return tuple(PenaltyStep(below, Decimal(rate)) for below, rate in self.early_steps)

    @property
    def accrues(self) -> bool:
        """Whether something grows with time, and not only when money leaves."""
        return self.management_rate > 0 or self.performance_rate > 0
