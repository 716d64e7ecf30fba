"""Which bookings of the bank are which movements of the ledger."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from funds.bank.domain.match_states import STANDING, STATES
from funds.bank.models.bank_account import BankAccount
from funds.bank.models.bank_statement import BankTransaction


class Match(models.Model):
    """Bookings and ledger entries of equal sums; by hand, or automatic where it is exact and unambiguous."""

    account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="matches")
    state = models.CharField(max_length=10, choices=[(state, state.capitalize()) for state in STATES], default=STANDING)
    automatic = models.BooleanField()
    score = models.IntegerField(help_text="0 to 100")
    reasons = models.JSONField(default=list)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        default_permissions = ("view",)
        verbose_name_plural = "matches"
        permissions = [("match_transactions", "Can match the bank's bookings with the ledger, and undo it")]
        constraints = [models.CheckConstraint(condition=Q(state__in=STATES), name="bank_match_state_is_known")]

    def __str__(self) -> str:
        return f"Match {self.pk}"


class MatchLine(models.Model):
    """One side's member of a match: a booking, or a ledger entry with what it moved on this account."""

    match = models.ForeignKey(Match, on_delete=models.PROTECT, related_name="lines")
    account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="+")
    transaction = models.ForeignKey(
        BankTransaction, on_delete=models.PROTECT, null=True, blank=True, related_name="match_lines"
    )
    entry = models.BigIntegerField(null=True, blank=True, help_text="Ledger entry")
    amount_minor = models.BigIntegerField()
    on = models.DateField(help_text="Day of the booking, value day of the ledger entry.")
    # False once the match is undone: the booking and the entry are free again.
    holds = models.BooleanField(default=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["transaction"], condition=Q(holds=True), name="bank_transaction_is_matched_once"
            ),
            models.UniqueConstraint(
                fields=["account", "entry"], condition=Q(holds=True), name="ledger_entry_is_matched_once"
            ),
            models.CheckConstraint(
                condition=Q(transaction__isnull=False, entry__isnull=True)
                | Q(transaction__isnull=True, entry__isnull=False),
                name="match_line_is_of_one_side",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.match}: {self.transaction_id or self.entry}"


class MatchUndone(models.Model):
    """Why and by whom a match was undone."""

    match = models.OneToOneField(Match, on_delete=models.PROTECT, related_name="undone")
    reason = models.CharField(max_length=300)
    undone_at = models.DateTimeField()
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.match} undone"
