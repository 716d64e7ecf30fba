"""Fees that were charged, and the marks that performance fees left behind."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from fidus.lib.money import Money
from funds.fees.domain.fee_terms import FeeKind
from funds.models import Investment

KINDS = [(kind.value, kind.label) for kind in FeeKind]


class FeeCharge(models.Model):
    """One fee, posted: taken from interest, billed, or withheld from a redemption; its figures never change."""

    Kind = FeeKind

    investment = models.ForeignKey(Investment, on_delete=models.PROTECT, related_name="fee_charges")
    kind = models.CharField(max_length=20, choices=KINDS)
    label = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    interest_minor = models.BigIntegerField(default=0, help_text="Taken from interest kept.")
    billed_minor = models.BigIntegerField(default=0, help_text="Billed to the client.")
    withheld_minor = models.BigIntegerField(default=0, help_text="Kept back from a redemption.")
    until = models.DateField(help_text="The day up to which the fee is charged.")
    value_on = models.DateField()
    subject = models.CharField(max_length=60, help_text="What charged it: a fee run, a redemption.")
    entry = models.BigIntegerField(help_text="The ledger's entry.")
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    charged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    charged_at = models.DateTimeField()
    settled_on = models.DateField(null=True, blank=True, help_text="When the bill was paid.")
    settlement_entry = models.BigIntegerField(null=True, blank=True)
    bank_reference = models.CharField(max_length=80, null=True, blank=True, unique=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reversed_on = models.DateField(null=True, blank=True)
    reversal_entry = models.BigIntegerField(null=True, blank=True)
    reversed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(blank=True, help_text="Why it was reversed.")
    charge_again = models.BooleanField(
        default=False, help_text="Reversed to be charged anew; otherwise the client was let off."
    )

    class Meta:
        ordering = ["-value_on", "-pk"]
        default_permissions = ("view",)
        permissions = [
            ("reverse_charge", "Can reverse a fee"),
            ("receive_fee", "Can book that a fee's bill was paid"),
        ]
        indexes = [models.Index(fields=["investment", "kind"], name="fee_charge_of_investment")]
        constraints = [
            models.UniqueConstraint(fields=["entry", "investment", "kind"], name="one_fee_of_a_kind_per_entry"),
            models.UniqueConstraint(
                fields=["investment", "kind", "until"],
                condition=Q(withheld_minor=0, reversed_on__isnull=True),
                name="one_fee_of_a_kind_per_period",
            ),
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in FeeKind]), name="fee_kind_is_known"),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, interest_minor__gte=0, billed_minor__gte=0, withheld_minor__gte=0),
                name="fee_is_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(amount_minor=F("interest_minor") + F("billed_minor") + F("withheld_minor")),
                name="fee_is_taken_from_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(prepared_by__isnull=True) | ~Q(charged_by=F("prepared_by")),
                name="fee_charged_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(settled_on__isnull=True, settlement_entry__isnull=True, settled_by__isnull=True)
                | Q(settled_on__isnull=False, settlement_entry__isnull=False, billed_minor__gt=0),
                name="fee_settled_is_a_bill",
            ),
            models.CheckConstraint(
                condition=Q(reversed_on__isnull=True, reversal_entry__isnull=True, reason="", charge_again=False)
                | Q(reversed_on__isnull=False, reversal_entry__isnull=False) & ~Q(reason=""),
                name="fee_reversed_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(reversed_by__isnull=True) | Q(charged_by__isnull=True) | ~Q(reversed_by=F("charged_by")),
                name="fee_reversed_by_another_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}, {self.investment}"

    @property
    def amount(self) -> Money:
        return Money.from_minor(self.amount_minor, self.currency)

    @property
    def taken_from_interest(self) -> Money:
        return Money.from_minor(self.interest_minor, self.currency)

    @property
    def billed(self) -> Money:
        return Money.from_minor(self.billed_minor, self.currency)

    @property
    def withheld(self) -> Money:
        return Money.from_minor(self.withheld_minor, self.currency)

    @property
    def standing(self) -> str:
        """In a word, for pages: charged, billed, paid or reversed."""
        if self.reversed_on:
            return "reversed"
        if not self.billed_minor:
            return "charged"
        return "paid" if self.settled_on else "billed"


class Crystallisation(models.Model):
    """The high-water mark a charged performance fee left; it counts while its charge does. Append-only."""

    investment = models.ForeignKey(Investment, on_delete=models.PROTECT, related_name="+")
    charge = models.OneToOneField(FeeCharge, on_delete=models.PROTECT, related_name="crystallisation")
    on = models.DateField()
    currency = models.CharField(max_length=3)
    mark_minor = models.BigIntegerField(help_text="Gains up to here have borne their fee.")
    result_minor = models.BigIntegerField(help_text="What trading had earned in all.")

    class Meta:
        ordering = ["investment", "on"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.investment} on {self.on}"

    @property
    def mark(self) -> Money:
        return Money.from_minor(self.mark_minor, self.currency)

    @property
    def result(self) -> Money:
        return Money.from_minor(self.result_minor, self.currency)
