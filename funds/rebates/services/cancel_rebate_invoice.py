"""Take back an invoice on which nothing has come."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from funds.rebates.domain.invoice_states import InvoiceAction
from funds.rebates.errors import RebatesError
from funds.rebates.events import RebateInvoiceCancelled
from funds.rebates.models import RebateInvoice, RebateLine
from funds.rebates.services.move_invoice import move_invoice


@transaction.atomic
def cancel_rebate_invoice(*, invoice: RebateInvoice, reason: str, by: User) -> RebateInvoice:
    """Its number stays; its lines wait for another invoice. Raises IllegalInvoiceState once money came."""
    if not reason.strip():
        raise RebatesError("Say why it is taken back.")
    move_invoice(invoice, InvoiceAction.CANCEL, cancelled_by=by, cancel_reason=reason.strip())
    RebateLine.objects.filter(invoice=invoice).update(invoice=None)
    record(RebateInvoiceCancelled(invoice.number, None, invoice.amount, reason.strip()), by=by)
    return invoice
