"""Book what a broker paid on an invoice."""

from datetime import date

from django.db import IntegrityError, transaction

from accounts.ledger.api import AccountSpec, Draft, Leg, PeriodClosed, open_accounts, post_entry
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from fidus.lib.money import Money
from funds.errors import BadDate, ReferenceUsed
from funds.rebates.domain.invoice_states import InvoiceAction
from funds.rebates.errors import RebatesError
from funds.rebates.events import RebateReceived
from funds.rebates.models import RebateInvoice, RebateReceipt
from funds.rebates.services.count_rebates import rebate_accounts
from funds.rebates.services.move_invoice import move_invoice


@transaction.atomic
def receive_rebate(
    *, invoice: RebateInvoice, amount: Money, received_on: date, bank_reference: str, by: User
) -> RebateInvoice:
    """The invoice, settled or with a difference that stays open; the same reference again changes nothing.

    Raises ReferenceUsed, IllegalInvoiceState, BadDate, RebatesError for another currency.
    """
    bank_reference = bank_reference.strip()
    invoice = RebateInvoice.objects.select_for_update().get(pk=invoice.pk)
    if amount.currency != invoice.currency or amount.minor <= 0:
        raise RebatesError(f"{invoice} is in {invoice.currency}; give what came, above zero.")
    if not bank_reference:
        raise ReferenceUsed("Give the bank's reference of what came.")
    if known := RebateReceipt.objects.filter(bank_reference=bank_reference).first():
        if (known.invoice_id, known.amount_minor, known.received_on) == (invoice.pk, amount.minor, received_on):
            return invoice
        raise ReferenceUsed(f"The bank's reference {bank_reference} is booked already, on {known.invoice}.")
    if not invoice.issued_on <= received_on <= clock.today():
        raise BadDate("It came between the day of the invoice and today.")
    whole = invoice.received + amount
    action = InvoiceAction.RECEIVE_ALL if whole == invoice.amount else InvoiceAction.RECEIVE_ANOTHER_SUM
    move_invoice(invoice, action, received_minor=whole.minor, received_by=by)
    try:
        with transaction.atomic():
            RebateReceipt.objects.create(
                invoice=invoice,
                bank_reference=bank_reference,
                amount_minor=amount.minor,
                received_on=received_on,
                booked_by=by,
                booked_at=clock.now(),
            )
    except IntegrityError as error:
        raise ReferenceUsed(f"The bank's reference {bank_reference} was booked a moment ago.") from error
    happened = RebateReceived(invoice.number, None, amount, received_on, bank_reference, invoice.open)
    draft = receipt_draft(invoice, amount, received_on, bank_reference, event=record(happened, by=by))
    try:
        post_entry(draft, by=by)
    except PeriodClosed as error:
        raise BadDate(f"The books of {received_on:%-d %b %Y} are closed.") from error
    return invoice


def receipt_draft(
    invoice: RebateInvoice, amount: Money, received_on: date, bank_reference: str, *, event: int | None = None
) -> Draft:
    """What the receipt posts; shown to the person before it is posted."""
    bank_spec = AccountSpec(f"Assets:Bank:{amount.currency}", "asset", amount.currency, "The firm's bank")
    bank, receivable = open_accounts([bank_spec, rebate_accounts(invoice.broker, amount.currency)[0]])
    return Draft(
        key=f"rebate-received:{bank_reference}",
        kind="rebate_received",
        text=f"Rebates of {invoice.broker}, {invoice.number}",
        booked_on=clock.today(),
        value_on=received_on,
        legs=(Leg(bank, amount), Leg(receivable, -amount)),
        event=event,
    )
