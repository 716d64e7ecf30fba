"""Invoices to brokers on rebates, what came in on them, and differences, over the API."""

from datetime import date

from django_filters.rest_framework import CharFilter
from rest_framework import serializers

from accounts.gateway.rest.fields import MoneyField, Person
from accounts.gateway.rest.filters import Narrowing
from accounts.gateway.rest.looks import File, download
from accounts.gateway.rest.records import Order, Record
from accounts.gateway.rest.resource import Listed, Records, operation
from accounts.models import User
from fidus.lib.money import MINOR_UNITS, Money
from fidus.lib.spreadsheet import as_csv
from funds.rebates.invoice_pdf import invoice_pdf
from funds.rebates.models import RebateInvoice, RebateReceipt
from funds.rebates.selectors.invoice_deals import DEALS, deals_of
from funds.rebates.services.cancel_rebate_invoice import cancel_rebate_invoice
from funds.rebates.services.issue_rebate_invoice import issue_rebate_invoice
from funds.rebates.services.receive_rebate import receive_rebate
from funds.rebates.services.write_off_rebate import write_off_rebate


class RebateInvoiceRecord(Record):
    """What one broker owes in one currency; `open` is what has not come, below zero what came too much."""

    amount = MoneyField()
    received = MoneyField()
    written_off = MoneyField()
    open = MoneyField()
    issued_by = Person()
    received_by = Person()
    written_off_by = Person()
    cancelled_by = Person()

    class Meta:
        model = RebateInvoice
        fields = (
            "number", "broker", "amount", "received", "written_off", "open", "state", "issued_on", "issued_by",
            "received_by", "written_off_by", "written_off_at", "write_off_reason", "cancelled_by", "cancel_reason",
        )  # fmt: skip


class NewRebateInvoice(Order):
    """Of which broker, on all that stands on no invoice."""

    broker = serializers.CharField(max_length=120)
    currency = serializers.ChoiceField(sorted(MINOR_UNITS))
    until = serializers.DateField(allow_null=True, default=None, help_text="Deals of months up to; null: all.")


class Received(Order):
    """Money that came from the broker."""

    amount = MoneyField()
    received_on = serializers.DateField(help_text="Value date.")
    bank_reference = serializers.CharField(max_length=80)


class Because(Order):
    """Why it is done."""

    reason = serializers.CharField(max_length=500)


class RebateReceiptRecord(Record):
    """Money that came from a broker on an invoice."""

    invoice = serializers.CharField(source="invoice.number")
    amount = MoneyField()
    booked_by = Person()

    class Meta:
        model = RebateReceipt
        fields = ("bank_reference", "invoice", "amount", "received_on", "booked_by", "booked_at")


class Invoices(Records):
    """Invoices; a difference stays open until it comes, or another person than who booked it writes it off."""

    kind = "rebates"
    permission = "rebates.view_rebateinvoice"
    queryset = RebateInvoice.objects.select_related("issued_by", "received_by", "written_off_by", "cancelled_by")
    serializer_class = RebateInvoiceRecord
    lookup_field = "number"
    filterset_fields = {
        "state": ["exact"], "broker": ["exact"], "currency": ["exact"], "issued_on": ["gte", "lte"],
    }  # fmt: skip

    @operation(permission="rebates.issue_rebate_invoice", takes=NewRebateInvoice)
    def create(self, *, by: User, broker: str, currency: str, until: date | None) -> RebateInvoice:
        """Issue an invoice; it posts nothing."""
        return issue_rebate_invoice(broker=broker, currency=currency, until=until, by=by)

    @operation(permission="rebates.book_rebate", takes=Received)
    def receive(
        self, invoice: RebateInvoice, *, by: User, amount: Money, received_on: date, bank_reference: str
    ) -> RebateInvoice:
        """Book what the broker paid."""
        return receive_rebate(
            invoice=invoice, amount=amount, received_on=received_on, bank_reference=bank_reference, by=by
        )

    @operation(permission="rebates.write_off_rebate", takes=Because)
    def write_off(self, invoice: RebateInvoice, *, by: User, reason: str) -> RebateInvoice:
        """Write the difference off, as another person than who booked what came."""
        return write_off_rebate(invoice=invoice, reason=reason, by=by)

    @operation(permission="rebates.issue_rebate_invoice", takes=Because)
    def cancel(self, invoice: RebateInvoice, *, by: User, reason: str) -> RebateInvoice:
        """Take it back while nothing has come on it."""
        return cancel_rebate_invoice(invoice=invoice, reason=reason, by=by)

    @download(media="application/pdf")
    def pdf(self, invoice: RebateInvoice, *, by: User) -> File:
        """The invoice on paper."""
        return File(invoice_pdf(invoice), f"{invoice.number}.pdf")

    @download(media="text/csv")
    def deals(self, invoice: RebateInvoice, *, by: User) -> File:
        """Every deal it is made of."""
        return File(as_csv(DEALS, deals_of(invoice)), f"{invoice.number}-deals.csv")


class ReceiptFilter(Narrowing):
    invoice = CharFilter(field_name="invoice__number")
    broker = CharFilter(field_name="invoice__broker")

    class Meta:
        model = RebateReceipt
        fields = {"received_on": ["gte", "lte"]}


class Receipts(Listed):
    """What came in on invoices."""

    kind = "rebates"
    permission = "rebates.view_rebateinvoice"
    queryset = RebateReceipt.objects.select_related("invoice", "booked_by")
    serializer_class = RebateReceiptRecord
    filterset_class = ReceiptFilter
