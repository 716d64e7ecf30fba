"""A fee run: what one person prepared, another charges, row by row."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from fidus.lib.money import Money
from funds.fees.domain.fee_run_states import FeeRowState, FeeRunState
from funds.fees.models.charge import KINDS, FeeCharge
from funds.models import Investment

_PREPARED, _CHARGING = FeeRunState.PREPARED.value, FeeRunState.CHARGING.value
_COMPLETE, _CANCELLED = FeeRunState.COMPLETE.value, FeeRunState.CANCELLED.value


class FeeRun(models.Model):
    """Fees up to a month's end; whoever prepared it cannot charge it."""

    State = FeeRunState

    until = models.DateField(help_text="The month's end up to which fees are charged.")
    value_on = models.DateField(help_text="The value date of its entries.")
    state = models.CharField(max_length=10, choices=[(s.value, s.value.capitalize()) for s in FeeRunState])
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    prepared_at = models.DateTimeField()
    charged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    charged_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True, help_text="Somebody works on it until then.")

    class Meta:
        ordering = ["-until", "-pk"]
        default_permissions = ("view",)
        permissions = [
            ("prepare_fee_run", "Can prepare and cancel a fee run"),
            ("charge_fee_run", "Can charge a fee run that somebody else prepared"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["until"], condition=Q(state__in=[_PREPARED, _CHARGING]), name="one_open_fee_run_per_month_end"
            ),
            models.CheckConstraint(
                condition=Q(state=_PREPARED, charged_at__isnull=True, ended_at__isnull=True)
                | Q(state=_CHARGING, charged_by__isnull=False, charged_at__isnull=False, ended_at__isnull=True)
                | Q(state=_COMPLETE, charged_by__isnull=False, charged_at__isnull=False, ended_at__isnull=False)
                | Q(state=_CANCELLED, charged_at__isnull=True, ended_at__isnull=False),
                name="fee_run_state_has_its_people",
            ),
            models.CheckConstraint(
                condition=Q(charged_by__isnull=True) | Q(prepared_by__isnull=True) | ~Q(charged_by=F("prepared_by")),
                name="fee_run_charged_by_a_second_person",
            ),
            models.CheckConstraint(condition=Q(value_on__gte=F("until")), name="fee_run_value_not_before_its_period"),
        ]

    def __str__(self) -> str:
        return f"Fees to {self.until:%-d %b %Y}"

    @property
    def subject(self) -> str:
        return f"fee-run:{self.pk}"


class FeeRunRow(models.Model):
    """One fee as it was previewed; charged exactly so, or skipped with the reason."""

    State = FeeRowState

    run = models.ForeignKey(FeeRun, on_delete=models.PROTECT, related_name="rows")
    investment = models.ForeignKey(Investment, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=KINDS)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    interest_minor = models.BigIntegerField()
    billed_minor = models.BigIntegerField()
    mark_minor = models.BigIntegerField(null=True, help_text="The high-water mark it leaves.")
    result_minor = models.BigIntegerField(null=True, help_text="What trading had earned in all.")
    words = models.TextField(help_text="How the figure comes out.")
    state = models.CharField(
        max_length=10,
        choices=[(s.value, s.value.capitalize()) for s in FeeRowState],
        default=FeeRowState.WAITING.value,
    )
    reason = models.TextField(blank=True, help_text="Why it was skipped.")
    charge = models.OneToOneField(FeeCharge, on_delete=models.PROTECT, null=True, blank=True, related_name="row")

    class Meta:
        ordering = ["run", "investment__number", "kind"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["run", "state"], name="fee_row_to_do")]
        constraints = [
            models.UniqueConstraint(fields=["run", "investment", "kind"], name="one_fee_row_per_investment_and_kind"),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, interest_minor__gte=0, billed_minor__gte=0)
                & Q(amount_minor=F("interest_minor") + F("billed_minor")),
                name="fee_row_is_taken_from_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(state=FeeRowState.WAITING.value, charge__isnull=True, reason="")
                | Q(state=FeeRowState.CHARGED.value, charge__isnull=False, reason="")
                | Q(state=FeeRowState.SKIPPED.value, charge__isnull=True) & ~Q(reason=""),
                name="fee_row_state_has_its_facts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.investment} in {self.run}"

    @property
    def amount(self) -> Money:
        return Money.from_minor(self.amount_minor, self.currency)

    @property
    def from_interest(self) -> Money:
        return Money.from_minor(self.interest_minor, self.currency)

    @property
    def billed(self) -> Money:
        return Money.from_minor(self.billed_minor, self.currency)
