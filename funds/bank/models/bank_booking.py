"""What the bank did by itself, charges and interest, proposed by one person and posted by another."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from fidus.lib.money import Money
from funds.bank.domain.booking_states import POSTED, PROPOSED, STATES
from funds.bank.models.bank_account import BankAccount
from funds.bank.models.bank_statement import BankTransaction


class BookingKind(models.TextChoices):
    CHARGE = "charge", "Bank charge"
    INTEREST = "interest", "Interest received or paid"
    TRANSFER = "transfer", "Transfer between the firm's own accounts"


class BankBooking(models.Model):
    """Whoever proposed it cannot post it."""

    transaction = models.ForeignKey(BankTransaction, on_delete=models.PROTECT, related_name="bookings")
    kind = models.CharField(max_length=10, choices=BookingKind)
    other_account = models.ForeignKey(
        BankAccount, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Of a transfer."
    )
    text = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=[(state, state.capitalize()) for state in STATES], default=PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was declined.")

    class Meta:
        ordering = ["-id"]
        default_permissions = ("view",)
        permissions = [
            ("propose_booking", "Can propose to book what the bank did"),
            ("post_booking", "Can post a bank's booking that somebody else proposed"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="bank_booking_state_is_known"),
            models.CheckConstraint(condition=Q(kind__in=BookingKind.values), name="bank_booking_kind_is_known"),
            models.CheckConstraint(
                condition=~Q(state=POSTED) | Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by")),
                name="bank_booking_posted_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(kind="transfer", other_account__isnull=False)
                | ~Q(kind="transfer") & Q(other_account__isnull=True),
                name="bank_transfer_has_another_account",
            ),
            models.UniqueConstraint(
                fields=["transaction"], condition=~Q(state="declined"), name="one_booking_per_bank_transaction"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.amount}"

    @property
    def amount(self) -> Money:
        return self.transaction.amount
