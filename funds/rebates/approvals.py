"""What of rebates waits for a second person."""

from django.urls import reverse

from accounts.models import User
from fidus.lib.approval import Approval
from funds.rebates.domain.invoice_states import InvoiceState
from funds.rebates.models import RebateInvoice


def differences_waiting(reader: User) -> list[Approval]:
    """Invoices with a difference this reader may write off: not those on which they booked what came."""
    if not reader.has_perm("rebates.write_off_rebate"):
        return []
    different = RebateInvoice.objects.filter(state=InvoiceState.DIFFERENT.value).exclude(received_by=reader)
    return [
        Approval(
            what="Difference of a rebate",
            about=f"{invoice.number}, {invoice.broker}",
            url=reverse("admin:rebates_rebateinvoice_write_off", args=[invoice.pk]),
            asked_by=str(invoice.received_by or ""),
            since=invoice.issued_on,
            amount=invoice.open,
        )
        for invoice in different.select_related("received_by").order_by("issued_on", "pk")
    ]
