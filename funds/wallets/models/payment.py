"""A payment that left the firm or came to it, known by its transaction hash or its bank reference."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from fidus.lib.money import Money
from funds.wallets.domain.networks import NAMES, Network
from funds.wallets.domain.payment_states import PaymentState
from funds.wallets.domain.shown import shortened
from funds.wallets.models.destination import Destination
from funds.wallets.models.official_wallet import OfficialWallet

_PERSON: dict[str, Any] = {"on_delete": models.PROTECT, "null": True, "blank": True, "related_name": "+"}


class Direction(models.TextChoices):
    OUT = "out", "Out"
    IN = "in", "In"


class Payment(models.Model):
    """What one transaction brings to one address: out to a client's destination, or in to a wallet of the firm."""

    State = PaymentState
    Direction = Direction

    subject = models.CharField(max_length=40, db_index=True, help_text="What it pays: RED-0003, payout:12, INV-0147.")
    direction = models.CharField(max_length=3, choices=Direction)
    destination = models.ForeignKey(
        Destination, on_delete=models.PROTECT, null=True, blank=True, related_name="payments"
    )
    wallet = models.ForeignKey(OfficialWallet, on_delete=models.PROTECT, null=True, blank=True, related_name="payments")
    network = models.CharField(max_length=8, choices=[(one.value, NAMES[one]) for one in Network])
    asset = models.CharField(max_length=5)
    receiver = models.CharField(max_length=90, help_text="The address when the payment was recorded.")
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField(help_text="What it is worth in the books, in minor units.")
    quantity = models.DecimalField(max_digits=38, decimal_places=18, help_text="What is sent, in the asset itself.")
    tx_hash = models.CharField("transaction hash or bank reference", max_length=80)
    output = models.PositiveIntegerField(
        null=True, blank=True, help_text="Which of several outputs to this address; empty: all of them together."
    )
    state = models.CharField(max_length=10, choices=[(one.value, one.value.capitalize()) for one in PaymentState])
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, **_PERSON)
    recorded_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, **_PERSON, help_text="Empty where explorers confirmed it."
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    failed_by = models.ForeignKey(settings.AUTH_USER_MODEL, **_PERSON, help_text="Empty where explorers said so.")
    failed_on = models.DateField(null=True, blank=True, help_text="The day from which the money is with us again.")
    replaced_by = models.OneToOneField("self", **{**_PERSON, "related_name": "replacement_of"})
    reason = models.CharField(max_length=500, blank=True, help_text="Why it failed or was replaced, or what proves it.")

    block_hash = models.CharField(max_length=66, blank=True)
    block_height = models.PositiveBigIntegerField(null=True, blank=True)
    confirmations = models.PositiveIntegerField(default=0)
    finding = models.CharField(
        max_length=300, blank=True, help_text="What does not agree with the chain; such a payment is never confirmed."
    )
    looked_at = models.DateTimeField(null=True, blank=True, help_text="When an explorer last answered.")
    next_look_at = models.DateTimeField(null=True, blank=True)
    failed_looks = models.PositiveIntegerField(default=0, help_text="Lookups without an answer since the last one.")
    look_error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        default_permissions = ("view",)
        permissions = [
            ("record_payment", "Can record payments and look them up"),
            ("confirm_payment", "Can confirm by hand, or mark as failed, a payment that somebody else recorded"),
        ]
        indexes = [models.Index(fields=["state", "next_look_at"], name="payment_state_next_look")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in PaymentState]), name="payment_state_is_known"
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0, quantity__gt=0), name="payment_is_positive"),
            models.CheckConstraint(
                condition=Q(direction="out", destination__isnull=False, wallet__isnull=True)
                | Q(direction="in", wallet__isnull=False, destination__isnull=True),
                name="payment_goes_out_or_comes_in",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("recorded_by")),
                name="payment_confirmed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state=PaymentState.CONFIRMED.value) | Q(confirmed_at__isnull=False),
                name="payment_confirmed_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(failed_by__isnull=True) | ~Q(failed_by=F("recorded_by")),
                name="payment_failed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state=PaymentState.FAILED.value) | Q(failed_by__isnull=True, failed_on__isnull=True),
                name="payment_failed_only_when_it_did",
            ),
            # Without an output a payment takes all that the transaction brings to the address.
            models.UniqueConstraint(
                fields=["network", "tx_hash", "receiver", "asset", "output"],
                nulls_distinct=False,
                name="one_payment_per_output",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.amount} ({shortened(self.tx_hash)})"

    @property
    def amount(self) -> Money:
        return Money.from_minor(self.amount_minor, self.currency)

    @property
    def sent(self) -> str:
        """`2,500 USDT`, without the zeros at the end."""
        return f"{self.quantity.normalize():,f} {self.asset}"

    @property
    def client_id(self) -> int | None:
        """The client it goes to; what comes in belongs to nobody before its subject says so."""
        return None if self.destination is None else self.destination.client_id

    @property
    def reference(self) -> str:
        """What the trail and the office call it."""
        return f"payment:{self.pk}"

    @property
    def short_hash(self) -> str:
        return shortened(self.tx_hash)
