"""The one guarded step from a state of an invoice to the next."""

from funds.rebates.domain.invoice_states import IllegalInvoiceAction, InvoiceAction, InvoiceState, after
from funds.rebates.errors import IllegalInvoiceState
from funds.rebates.models import RebateInvoice


def move_invoice(invoice: RebateInvoice, action: InvoiceAction, **changes: object) -> RebateInvoice:
    """Move the row and `invoice` itself, with `changes`; raises IllegalInvoiceState, also when somebody was quicker."""
    old = InvoiceState(invoice.state)
    try:
        changes["state"] = after(old, action)
    except IllegalInvoiceAction as error:
        raise IllegalInvoiceState(f"{invoice}: {error}.") from error
    if RebateInvoice.objects.filter(pk=invoice.pk, state=old).update(**changes) != 1:
        raise IllegalInvoiceState(f"{invoice} is no longer {old}; somebody else has just changed it.")
    for name, value in changes.items():
        setattr(invoice, name, value)
    return invoice
