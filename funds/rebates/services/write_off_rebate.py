"""Write off what a broker paid too little or too much, by a second person."""

from django.db import transaction

from accounts.ledger.api import AccountSpec, Draft, Leg, open_accounts, post_entry
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from fidus.lib.money import Money
from funds.errors import SecondPersonNeeded
from funds.rebates.domain.invoice_states import InvoiceAction, InvoiceState
from funds.rebates.errors import IllegalInvoiceState, RebatesError
from funds.rebates.events import RebateDifferenceWrittenOff
from funds.rebates.models import RebateInvoice
from funds.rebates.services.count_rebates import rebate_accounts
from funds.rebates.services.move_invoice import move_invoice


@transaction.atomic
def write_off_rebate(*, invoice: RebateInvoice, reason: str, by: User) -> RebateInvoice:
    """The settled invoice; raises SecondPersonNeeded for whoever booked the last that came, IllegalInvoiceState."""
    invoice = RebateInvoice.objects.select_for_update().get(pk=invoice.pk)
    if not reason.strip():
        raise RebatesError("Say why: it stands on the invoice for good.")
    if invoice.state != InvoiceState.DIFFERENT:
        raise IllegalInvoiceState(f"{invoice} has no difference to write off.")
    if invoice.received_by_id == by.pk:
        raise SecondPersonNeeded("You booked what came; a second person writes the difference off.")
    difference = invoice.open
    happened = RebateDifferenceWrittenOff(invoice.number, None, difference, reason.strip())
    draft = write_off_draft(invoice, difference, event=record(happened, by=by))
    move_invoice(
        invoice,
        InvoiceAction.WRITE_OFF,
        written_off_minor=difference.minor,
        written_off_by=by,
        written_off_at=clock.now(),
        write_off_reason=reason.strip(),
    )
    post_entry(draft, by=by)
    return invoice


def write_off_draft(invoice: RebateInvoice, difference: Money, *, event: int | None = None) -> Draft:
    """A shortfall is the firm's expense, what came too much its income; shown before it is posted."""
    currency = difference.currency
    short = difference > Money.zero(currency)
    kind, root = ("expense", "Expenses") if short else ("income", "Income")
    other = AccountSpec(f"{root}:RebateDifferences:{currency}", kind, currency, "Differences of rebates")
    result, receivable = open_accounts([other, rebate_accounts(invoice.broker, currency)[0]])
    return Draft(
        key=f"rebate-written-off:{invoice.number}",
        kind="rebate_written_off",
        text=f"Difference of {invoice.number}, {invoice.broker}",
        booked_on=clock.today(),
        value_on=clock.today(),
        legs=(Leg(result, difference), Leg(receivable, -difference)),
        event=event,
    )
