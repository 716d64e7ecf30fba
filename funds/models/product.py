"""What the firm offers, and under which terms it did so when."""

from decimal import Decimal

from django.conf import settings
from django.db import models

from fidus.lib.money import Money
from funds.domain.calendars import Calendar
from funds.domain.day_counts import DayCount
from funds.domain.windows import WindowRule


class Product(models.Model):
    """A fund: CORE, BALANCE, DYNAMIC, or UNLIMITED, which one is invited to."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    by_invitation = models.BooleanField(default=False, help_text="Opened only for invited clients, at an agreed rate.")
    closed_on = models.DateField(null=True, blank=True, help_text="From this day nothing more is opened in it.")

    class Meta:
        ordering = ["code"]
        default_permissions = ("view",)
        permissions = [("publish_terms", "Can publish a new version of terms")]

    def __str__(self) -> str:
        return self.code


class TermsVersion(models.Model):
    """Terms of a product from a date on; published once, never changed (the application's role may only append)."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="terms_versions")
    version = models.PositiveIntegerField()
    valid_from = models.DateField()
    currency = models.CharField(max_length=3)
    monthly_rate = models.DecimalField(
        max_digits=9, decimal_places=6, null=True, blank=True, help_text="0.025 is 2.5 % a month; empty: as agreed."
    )
    incubation_months = models.PositiveSmallIntegerField(default=2)
    day_count = models.CharField(max_length=10, choices=[(count.value, count.value) for count in DayCount])
    throughout = models.BooleanField(default=False, help_text="The day count runs through full months too.")
    window_rule = models.CharField(max_length=60, choices=[(rule.value, rule.value) for rule in WindowRule])
    notice_business_days = models.PositiveSmallIntegerField()
    calendar = models.CharField(max_length=60, choices=[(days.value, days.value) for days in Calendar])
    minimum_minor = models.BigIntegerField(help_text="The smallest principal, in minor units of the currency.")
    pay_out_allowed = models.BooleanField(default=True)
    keep_allowed = models.BooleanField(default=True)
    term_months = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Months of interest after which all is paid back; empty: no end is agreed."
    )
    maturity_allowed = models.BooleanField(default=False, help_text="Interest may be paid at the end of the term.")
    expense_account = models.BigIntegerField(help_text="The ledger account that bears the interest.")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["product", "currency", "-valid_from"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["product", "currency", "valid_from"], name="one_terms_version_per_day"),
            models.UniqueConstraint(fields=["product", "version"], name="one_terms_version_per_number"),
            models.CheckConstraint(
                condition=models.Q(monthly_rate__isnull=True) | models.Q(monthly_rate__gt=0, monthly_rate__lt=1),
                name="terms_monthly_rate_is_a_share",
            ),
            models.CheckConstraint(condition=models.Q(minimum_minor__gt=0), name="terms_minimum_is_positive"),
            models.CheckConstraint(
                condition=models.Q(day_count__in=[count.value for count in DayCount]), name="terms_day_count_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(throughout=False) | models.Q(day_count=DayCount.ACT_30_44.value),
                name="terms_only_act_30_44_runs_throughout",
            ),
            models.CheckConstraint(
                condition=models.Q(pay_out_allowed=True)
                | models.Q(keep_allowed=True)
                | models.Q(maturity_allowed=True),
                name="terms_allow_some_handling_of_interest",
            ),
            models.CheckConstraint(
                condition=models.Q(term_months__isnull=True) | models.Q(term_months__gt=0),
                name="terms_term_is_positive",
            ),
            models.CheckConstraint(
                condition=models.Q(maturity_allowed=False) | models.Q(term_months__isnull=False),
                name="terms_maturity_needs_a_term",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product.code} version {self.version}"

    @property
    def minimum(self) -> Money:
        return Money.from_minor(self.minimum_minor, self.currency)

    @property
    def rate_percent(self) -> Decimal | None:
        """The monthly rate in per cent, for pages: 2.5."""
        return None if self.monthly_rate is None else self.monthly_rate * 100
