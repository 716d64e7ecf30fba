"""A client's money in a fund, under the terms of the day it was opened."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models

from accounts.models import Client
from fidus.lib.money import Money
from funds.domain.day_counts import DayCount
from funds.domain.interest import InterestRule, PrincipalChange, anniversary
from funds.domain.investment_states import HOLDING, InvestmentState
from funds.models.product import TermsVersion


class InterestMode(models.TextChoices):
    PAY_OUT = "pay_out", "Paid out each month"
    KEEP = "keep", "Kept, without interest on it"
    MATURITY = "maturity", "Paid at the end of the term"


_BEFORE_FUNDING = [InvestmentState.DRAFT.value, InvestmentState.OPEN.value, InvestmentState.CANCELLED.value]
_AFTER_FUNDING = [*(state.value for state in HOLDING), InvestmentState.CLOSED.value]


class Investment(models.Model):
    """One investment; what was agreed never changes after opening, nor the opening principal after funding."""

    State = InvestmentState
    InterestMode = InterestMode

    number = models.CharField(max_length=20, unique=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="investments")
    terms = models.ForeignKey(TermsVersion, on_delete=models.PROTECT, related_name="investments")
    custom_rate = models.DecimalField(
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        help_text="The monthly rate agreed with an invited client.",
    )
    tops_up = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="top_ups",
        help_text="The investment this one adds to, as a tranche with an incubation and terms of its own.",
    )
    currency = models.CharField(max_length=3)
    principal_minor = models.BigIntegerField(help_text="The opening principal in minor units of the currency.")
    reduced_minor = models.BigIntegerField(
        null=True,
        blank=True,
        help_text="What of the principal was redeemed, kept by the database; empty while nothing ever was.",
    )
    interest_mode = models.CharField(max_length=10, choices=InterestMode)
    state = models.CharField(
        max_length=12, choices=[(state.value, state.value.capitalize()) for state in InvestmentState]
    )
    opened_on = models.DateField(null=True, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    funded_on = models.DateField(null=True, blank=True, help_text="Value date of the money.")
    earns_from = models.DateField(null=True, blank=True, help_text="End of incubation: interest is earned after it.")
    closed_on = models.DateField(null=True, blank=True)
    bank_reference = models.CharField(max_length=80, null=True, blank=True, unique=True)
    principal_account = models.BigIntegerField(null=True, help_text="Ledger account of the principal.")
    interest_account = models.BigIntegerField(null=True, help_text="Ledger account of all interest ever accrued.")
    paid_account = models.BigIntegerField(null=True, help_text="Ledger account of all payouts ever made.")
    payable_account = models.BigIntegerField(
        null=True, blank=True, help_text="Ledger account of money redeemed and not yet sent; opened with the first."
    )
    fees_account = models.BigIntegerField(
        null=True, blank=True, help_text="Ledger account of fees taken from its interest; opened with the first."
    )

    class Meta:
        ordering = ["number"]
        default_permissions = ("view",)
        permissions = [
            ("open_investment", "Can open an investment"),
            ("fund_investment", "Can book a client's money to an investment"),
            ("cancel_investment", "Can cancel an investment without money"),
            ("map_account", "Can map an investment to a broker account"),
        ]
        indexes = [
            models.Index(fields=["state", "earns_from"], name="investment_state_earns"),
            # The night looks for those few among all.
            models.Index(fields=["id"], condition=models.Q(reduced_minor__isnull=False), name="investment_is_reduced"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in InvestmentState]),
                name="investment_state_is_known",
            ),
            models.CheckConstraint(condition=models.Q(principal_minor__gt=0), name="investment_principal_is_positive"),
            models.CheckConstraint(
                condition=models.Q(reduced_minor__isnull=True)
                | models.Q(reduced_minor__gte=0, reduced_minor__lte=models.F("principal_minor")),
                name="investment_reduced_within_principal",
            ),
            models.CheckConstraint(
                condition=models.Q(custom_rate__isnull=True) | models.Q(custom_rate__gt=0, custom_rate__lt=1),
                name="investment_custom_rate_is_a_share",
            ),
            models.CheckConstraint(
                condition=models.Q(interest_mode__in=InterestMode.values), name="investment_interest_mode_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[InvestmentState.DRAFT.value, InvestmentState.CANCELLED.value])
                | models.Q(
                    opened_on__isnull=False,
                    principal_account__isnull=False,
                    interest_account__isnull=False,
                    paid_account__isnull=False,
                ),
                name="investment_open_has_ledger_accounts",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=_BEFORE_FUNDING,
                    funded_on__isnull=True,
                    earns_from__isnull=True,
                    bank_reference__isnull=True,
                )
                | models.Q(
                    state__in=_AFTER_FUNDING,
                    funded_on__isnull=False,
                    earns_from__gte=models.F("funded_on"),
                    bank_reference__isnull=False,
                ),
                name="investment_funded_has_dates_and_reference",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def principal(self) -> Money:
        """The opening principal; what is left of it is `principal_left`."""
        return Money.from_minor(self.principal_minor, self.currency)

    @property
    def principal_left(self) -> Money:
        return Money.from_minor(self.principal_minor - (self.reduced_minor or 0), self.currency)

    @property
    def matures_on(self) -> date | None:
        """The end of the term, counted from the end of incubation in whole months; None where terms name no term."""
        term = self.terms.term_months
        return None if term is None or self.earns_from is None else anniversary(self.earns_from, term)

    @property
    def monthly_rate(self) -> Decimal:
        """The share earned a month: the terms', or what was agreed with an invited client."""
        rate = self.custom_rate if self.custom_rate is not None else self.terms.monthly_rate
        assert rate is not None, "the terms leave the rate open and none was agreed"
        return rate

    @property
    def rule(self) -> InterestRule:
        """What it earns; raises ValueError before funding, when no day is known to earn from.

        Costs a query where something was redeemed, unless `reductions` are prefetched.
        """
        if self.earns_from is None:
            raise ValueError(f"{self.number} has no money yet, so it earns nothing")
        changes: tuple[PrincipalChange, ...] = ()
        if self.reduced_minor is not None:
            changes = tuple(PrincipalChange(one.effective_on, one.principal) for one in self.reductions.all())
        terms = self.terms
        return InterestRule(
            self.principal, self.monthly_rate, self.earns_from, DayCount(terms.day_count), terms.throughout, changes
        )

    @property
    def ledger_accounts(self) -> tuple[int, ...]:
        """Its accounts in the ledger: principal, interest, payouts, payable, fees; those that are open."""
        accounts = (
            self.principal_account,
            self.interest_account,
            self.paid_account,
            self.payable_account,
            self.fees_account,
        )
        return tuple(account for account in accounts if account is not None)
