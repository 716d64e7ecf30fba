"""Book that a client has paid a fee that was billed."""

from datetime import date

from django.db import IntegrityError, transaction

from accounts.ledger.api import PeriodClosed, post_entry
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.errors import BadDate, IllegalState, ReferenceUsed
from funds.fees.events import FeeBillPaid
from funds.fees.models import FeeCharge
from funds.fees.selectors.postings import payment_draft


@transaction.atomic
def receive_fee_bill(*, charge: FeeCharge, paid_on: date, bank_reference: str, by: User) -> FeeCharge:
    """The fee with its bill paid; the same reference again changes nothing.

    Raises IllegalState if no bill is open, ReferenceUsed, BadDate.
    """
    related = ("investment__client",)
    charge = FeeCharge.objects.select_for_update(of=("self",)).select_related(*related).get(pk=charge.pk)
    bank_reference = bank_reference.strip()
    if charge.settled_on is not None and charge.bank_reference == bank_reference:
        return charge
    if not charge.billed_minor or charge.settled_on is not None or charge.reversed_on is not None:
        raise IllegalState(f"{charge} has no bill that is open.")
    if not bank_reference or FeeCharge.objects.filter(bank_reference=bank_reference).exists():
        raise ReferenceUsed("Give the bank's reference of this payment; one reference stands for one payment.")
    if not charge.value_on <= paid_on <= clock.today():
        raise BadDate("A bill is paid between the fee's value date and today.")
    investment = charge.investment
    event = FeeBillPaid(investment.number, investment.client_id, charge.kind, charge.billed, paid_on, bank_reference)
    try:
        posted = post_entry(payment_draft(charge, paid_on, event=record(event, by=by)), by=by)
        charge.settled_on, charge.settlement_entry, charge.settled_by = paid_on, posted.entry, by
        charge.bank_reference = bank_reference
        charge.save(update_fields=["settled_on", "settlement_entry", "settled_by", "bank_reference"])
    except PeriodClosed as error:
        raise BadDate(f"The books of {paid_on:%-d %b %Y} are closed.") from error
    except IntegrityError as error:
        if "bank_reference" not in str(error):
            raise
        raise ReferenceUsed(f"The bank's reference {bank_reference} was booked a moment ago.") from error
    return charge
