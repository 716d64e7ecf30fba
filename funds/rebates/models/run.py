"""Deals that were counted, each once for ever, and what they earned."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from fidus.lib.money import Money
from funds.rebates.models.agreement import RebateAgreement, RebateTerms
from funds.rebates.models.invoice import RebateInvoice
from trading.models import Deal


class RebateRun(models.Model):
    """One counting: every deal from `first_on` to `last_on` that was not counted before, late ones included."""

    first_on = models.DateField()
    last_on = models.DateField()
    deals = models.IntegerField()
    lots = models.DecimalField(max_digits=24, decimal_places=8)
    ran_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ran_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        default_permissions = ("view",)
        permissions = [("count_rebates", "Can count deals for rebates")]

    def __str__(self) -> str:
        return f"Run {self.pk}, deals to {self.last_on:%-d %b %Y}"


class RebateLine(models.Model):
    """What one agreement earned in a run by deals of one month; posted, and once on an invoice that stands.

    `posted_minor` is the rounded sum of all the agreement ever earned, less what earlier lines posted.
    """

    run = models.ForeignKey(RebateRun, on_delete=models.PROTECT, related_name="lines")
    agreement = models.ForeignKey(RebateAgreement, on_delete=models.PROTECT, related_name="lines")
    month = models.DateField(help_text="The first day of the deals' month.")
    value_on = models.DateField(help_text="The value date of what was posted.")
    currency = models.CharField(max_length=3)
    deals = models.IntegerField()
    lots = models.DecimalField(max_digits=24, decimal_places=8)
    earned = models.DecimalField(max_digits=30, decimal_places=13, help_text="Exact, before rounding.")
    posted_minor = models.BigIntegerField()
    entry = models.BigIntegerField(null=True, blank=True)
    invoice = models.ForeignKey(RebateInvoice, on_delete=models.PROTECT, null=True, blank=True, related_name="lines")

    class Meta:
        ordering = ["-run", "agreement", "month"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["run", "agreement", "month"], name="one_rebate_line_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement}, {self.month:%B %Y}"

    @property
    def posted(self) -> Money:
        return Money.from_minor(self.posted_minor, self.currency)


class RebatedDeal(models.Model):
    """One deal as it was counted; `lots` are those that earn, none where the position was held too short."""

    # Written by one statement that reads deals and terms from their own tables, none of which lose a row: checking each
    # reference of a hundred thousand rows anew would cost as much as counting them.
    deal = models.OneToOneField(Deal, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    terms = models.ForeignKey(RebateTerms, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    run = models.ForeignKey(RebateRun, on_delete=models.PROTECT, related_name="counted", db_constraint=False)
    dealt_on = models.DateField()
    lots = models.DecimalField(max_digits=20, decimal_places=8)
    earned = models.DecimalField(max_digits=30, decimal_places=13)

    class Meta:
        ordering = ["-dealt_on", "-deal"]
        default_permissions = ("view",)
        verbose_name = "counted deal"
        indexes = [models.Index(fields=["dealt_on"], name="counted_deals_by_day")]
        constraints = [models.CheckConstraint(condition=Q(lots__gte=0, earned__gte=0), name="counted_deal_earns")]

    def __str__(self) -> str:
        return f"Counted deal {self.deal_id}"
