"""Interest that became payable on an anniversary, and its way to the client."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from fidus.lib.money import Money
from funds.domain.payout_route import Route
from funds.domain.payout_states import PayoutState
from funds.models.investment import Investment

_DUE, _APPROVED, _PAID = PayoutState.DUE.value, PayoutState.APPROVED.value, PayoutState.PAID.value


class InterestPayout(models.Model):
    """One month's interest to pay: whoever prepared it cannot approve it, whoever approved it cannot pay it."""

    State = PayoutState

    investment = models.ForeignKey(Investment, on_delete=models.PROTECT, related_name="payouts")
    due_on = models.DateField(help_text="The anniversary; it does not roll.")
    pay_on = models.DateField(help_text="The business day of the payment.")
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=[(state.value, state.value.capitalize()) for state in PayoutState])
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    paid_on = models.DateField(null=True, blank=True)
    bank_reference = models.CharField(max_length=80, null=True, blank=True, unique=True)
    payment_entry = models.BigIntegerField(null=True, blank=True)
    destination = models.JSONField(
        null=True, blank=True, help_text="Where it goes, whole, as it was approved; never rewritten."
    )
    failed_payments = models.PositiveSmallIntegerField(
        default=0, help_text="How many payments of it failed; each was reversed, and it was to be paid again."
    )
    failed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text="Who said so of the last one; empty where explorers did.",
    )  # fmt: skip

    class Meta:
        ordering = ["due_on", "investment"]
        default_permissions = ("view",)
        permissions = [
            ("approve_payout", "Can approve interest payments"),
            ("pay_interest", "Can book interest payments"),
        ]
        indexes = [models.Index(fields=["state", "pay_on"], name="payout_state_pay_on")]
        constraints = [
            models.UniqueConstraint(fields=["investment", "due_on"], name="one_payout_per_interest_month"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payout_amount_is_positive"),
            models.CheckConstraint(
                condition=Q(state=_DUE, approved_by__isnull=True, paid_on__isnull=True)
                | Q(
                    state=_APPROVED,
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                    paid_by__isnull=True,
                    paid_on__isnull=True,
                    bank_reference__isnull=True,
                    payment_entry__isnull=True,
                )
                | Q(
                    state=_PAID,
                    approved_by__isnull=False,
                    paid_by__isnull=False,
                    paid_on__isnull=False,
                    bank_reference__isnull=False,
                ),
                name="payout_state_has_its_people",
            ),
            models.CheckConstraint(
                condition=Q(state=_DUE, destination__isnull=True)
                | Q(state__in=[_APPROVED, _PAID], destination__isnull=False),
                name="payout_approved_for_a_destination",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | Q(prepared_by__isnull=True) | ~Q(approved_by=F("prepared_by")),
                name="payout_approved_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(paid_by__isnull=True) | ~Q(paid_by=F("approved_by")),
                name="payout_paid_by_another_than_approved",
            ),
        ]

    def __str__(self) -> str:
        return f"Interest of {self.investment} due {self.due_on}"

    @property
    def amount(self) -> Money:
        return Money.from_minor(self.amount_minor, self.currency)

    @property
    def route(self) -> Route | None:
        """Where it was approved to go; None while nobody has approved it."""
        return None if self.destination is None else Route.from_json(self.destination)

    @property
    def payment_key(self) -> str:
        """Of the ledger's entry of the payment that comes next, or stands: one that failed keeps its own."""
        again = f":{self.failed_payments + 1}" if self.failed_payments else ""
        return f"interest-payment:{self.investment.number}:{self.due_on}{again}"
