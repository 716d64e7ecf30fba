"""Issue an invoice to a broker on everything accrued and not invoiced yet."""

from datetime import date

from django.db import connection, transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from fidus.lib.money import total
from funds.rebates.domain.invoice_states import InvoiceState
from funds.rebates.errors import NothingToInvoice
from funds.rebates.events import RebateInvoiceIssued
from funds.rebates.models import RebateInvoice, RebateLine

_NUMBER = "select nextval('rebates_invoice_number')"


@transaction.atomic
def issue_rebate_invoice(*, broker: str, currency: str, by: User | None, until: date | None = None) -> RebateInvoice:
    """The numbered invoice on all lines, or those of months up to `until`; raises NothingToInvoice."""
    waiting = RebateLine.objects.filter(agreement__broker=broker, currency=currency, invoice=None)
    if until:
        waiting = waiting.filter(month__lte=until)
    # Two who issue at once: the second waits here, and finds nothing left.
    lines = list(waiting.select_for_update(of=("self",)).order_by("pk"))
    amount = total((line.posted for line in lines), currency)
    if amount.minor <= 0:
        raise NothingToInvoice(f"No rebate of {broker} in {currency} waits for an invoice.")
    with connection.cursor() as cursor:
        cursor.execute(_NUMBER)
        number = f"RBI-{cursor.fetchone()[0]:04}"
    invoice = RebateInvoice.objects.create(
        number=number,
        broker=broker,
        currency=currency,
        amount_minor=amount.minor,
        state=InvoiceState.ISSUED.value,
        issued_on=clock.today(),
        issued_by=by,
    )
    RebateLine.objects.filter(pk__in=[line.pk for line in lines]).update(invoice=invoice)
    record(RebateInvoiceIssued(number, None, broker, amount), by=by)
    return invoice
