"""What a bank stated, and the single bookings: rows that are added and never changed."""

from django.db import models
from django.db.models import Q

from fidus.lib.money import Money
from funds.bank.domain.statement import Kind, Standing, TieState
from funds.bank.models.bank_account import BankAccount
from funds.bank.models.bank_import import BankImport


def _choices(kinds: type[Kind] | type[Standing] | type[TieState]) -> list[tuple[str, str]]:
    return [(one.value, one.value.capitalize()) for one in kinds]


class BankStatement(models.Model):
    """One statement, report or notice; balances in minor units of the account's currency, credit positive."""

    account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="statements")
    brought_by = models.ForeignKey(BankImport, on_delete=models.PROTECT, related_name="statements")
    kind = models.CharField(max_length=10, choices=_choices(Kind))
    form = models.CharField(max_length=30)
    reference = models.CharField(max_length=140, blank=True)
    number = models.CharField(max_length=40, blank=True)
    page = models.CharField(max_length=20, blank=True)
    start_on = models.DateField(null=True, blank=True)
    end_on = models.DateField(null=True, blank=True)
    opening_minor = models.BigIntegerField(null=True, blank=True)
    opening_on = models.DateField(null=True, blank=True)
    closing_minor = models.BigIntegerField(null=True, blank=True)
    closing_on = models.DateField(null=True, blank=True)
    balances = models.JSONField(default=list)
    tie = models.CharField(max_length=10, choices=_choices(TieState))
    tie_difference_minor = models.BigIntegerField(null=True, blank=True)
    tie_reason = models.CharField(max_length=300, blank=True)
    entries = models.IntegerField()
    entries_added = models.IntegerField()
    notes = models.JSONField(default=list)
    digest = models.CharField(max_length=64, help_text="Of all it says, so that the same one is known again.")

    class Meta:
        ordering = ["-end_on", "-id"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["account", "digest"], name="bank_statement_is_held_once"),
            models.CheckConstraint(condition=Q(kind__in=list(Kind)), name="bank_statement_kind_is_known"),
            models.CheckConstraint(condition=Q(tie__in=list(TieState)), name="bank_statement_tie_is_known"),
        ]

    def __str__(self) -> str:
        return " ".join(
            one for one in (self.form, self.number or self.reference, self.page and f"/ {self.page}") if one
        )

    @property
    def opening(self) -> Money | None:
        return self._money(self.opening_minor)

    @property
    def closing(self) -> Money | None:
        return self._money(self.closing_minor)

    @property
    def tie_difference(self) -> Money | None:
        return self._money(self.tie_difference_minor)

    def _money(self, minor: int | None) -> Money | None:
        return None if minor is None else Money.from_minor(minor, self.account.currency)


class BankTransaction(models.Model):
    """One booking as the bank made it; money in is positive. `final` ones stand on a statement and can be matched."""

    account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="transactions")
    statement = models.ForeignKey(BankStatement, on_delete=models.PROTECT, related_name="transactions")
    form = models.CharField(max_length=30)
    final = models.BooleanField(help_text="Booked, on a statement; not only announced or pending.")
    standing = models.CharField(max_length=12, choices=_choices(Standing))
    booked_on = models.DateField()
    value_on = models.DateField()
    amount_minor = models.BigIntegerField()
    reversal = models.BooleanField(default=False)
    code = models.CharField(max_length=60, blank=True)
    bank_reference = models.CharField(max_length=140, blank=True)
    end_to_end_id = models.CharField(max_length=140, blank=True)
    references = models.JSONField(default=list)
    counterparty = models.CharField(max_length=200, blank=True)
    counterparty_account = models.CharField(max_length=60, blank=True)
    text = models.TextField(blank=True)
    parts = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    place = models.CharField(max_length=120, help_text="Where in the file it stands.")

    class Meta:
        ordering = ["booked_on", "id"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["account", "final", "booked_on"], name="bank_tx_account_day")]
        constraints = [
            models.CheckConstraint(condition=Q(standing__in=list(Standing)), name="bank_tx_standing_is_known"),
            models.CheckConstraint(condition=Q(final=False) | Q(standing="booked"), name="bank_tx_final_is_booked"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} of {self.booked_on:%-d %b %Y}, {self.said}"

    @property
    def amount(self) -> Money:
        return Money.from_minor(self.amount_minor, self.account.currency)

    @property
    def said(self) -> str:
        """Who and what for, in one line."""
        return ", ".join(one for one in (self.counterparty, self.text or self.bank_reference) if one) or self.code
