"""Invoices to brokers, and what came in on them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from fidus.lib.money import Money
from funds.rebates.domain.invoice_states import InvoiceState

_SETTLED, _CANCELLED = InvoiceState.SETTLED.value, InvoiceState.CANCELLED.value
_ISSUED, _DIFFERENT = InvoiceState.ISSUED.value, InvoiceState.DIFFERENT.value


class RebateInvoice(models.Model):
    """What one broker owes in one currency; a difference stays open until it comes or a second person writes it off."""

    State = InvoiceState

    number = models.CharField(max_length=12, unique=True)
    broker = models.CharField(max_length=120)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=[(s.value, s.value.capitalize()) for s in InvoiceState])
    issued_on = models.DateField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    received_minor = models.BigIntegerField(default=0)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who booked the last that came in.",
    )
    written_off_minor = models.BigIntegerField(default=0)
    written_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    written_off_at = models.DateTimeField(null=True, blank=True)
    write_off_reason = models.CharField(max_length=500, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cancel_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-number"]
        default_permissions = ("view",)
        permissions = [
            ("issue_rebate_invoice", "Can issue and cancel invoices on rebates"),
            ("book_rebate", "Can book rebates that brokers paid"),
            ("write_off_rebate", "Can write off differences of rebates that somebody else booked"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="rebate_invoice_is_positive"),
            models.CheckConstraint(
                condition=Q(state=_ISSUED, received_minor=0, written_off_minor=0)
                | (Q(state=_DIFFERENT, written_off_minor=0) & ~Q(received_minor=F("amount_minor")))
                | Q(state=_SETTLED, amount_minor=F("received_minor") + F("written_off_minor"))
                | (Q(state=_CANCELLED, received_minor=0, cancelled_by__isnull=False) & ~Q(cancel_reason="")),
                name="rebate_invoice_state_ties",
            ),
            models.CheckConstraint(
                condition=Q(written_off_minor=0)
                | (Q(written_off_by__isnull=False) & ~Q(write_off_reason="") & ~Q(written_off_by=F("received_by"))),
                name="rebate_written_off_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def amount(self) -> Money:
        return Money.from_minor(self.amount_minor, self.currency)

    @property
    def received(self) -> Money:
        return Money.from_minor(self.received_minor, self.currency)

    @property
    def written_off(self) -> Money:
        return Money.from_minor(self.written_off_minor, self.currency)

    @property
    def open(self) -> Money:
        """What has not come, below zero what came too much; nothing once it is settled or cancelled."""
        if self.state == _CANCELLED:
            return Money.zero(self.currency)
        return self.amount - self.received - self.written_off


class RebateReceipt(models.Model):
    """Money that came from a broker on an invoice; appended once, never changed."""

    invoice = models.ForeignKey(RebateInvoice, on_delete=models.PROTECT, related_name="receipts")
    bank_reference = models.CharField(max_length=80, unique=True)
    amount_minor = models.BigIntegerField()
    received_on = models.DateField()
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    booked_at = models.DateTimeField()

    class Meta:
        ordering = ["received_on", "id"]
        default_permissions = ("view",)
        constraints = [models.CheckConstraint(condition=Q(amount_minor__gt=0), name="rebate_receipt_is_positive")]

    def __str__(self) -> str:
        return self.bank_reference

    @property
    def amount(self) -> Money:
        return Money.from_minor(self.amount_minor, self.invoice.currency)
