"""Book what running the firm cost."""

from datetime import date

from django.db import transaction

from accounts.ledger.api import Draft, Leg, PeriodClosed, open_account, post_entry
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from fidus.lib.money import Money
from funds.errors import BadDate, NotWithinTerms, ReferenceUsed
from funds.events import OperatingCostBooked
from funds.models import OperatingCost


@transaction.atomic
def book_operating_cost(
    *, reference: str, text: str, amount: Money, incurred_on: date, by: User | None
) -> OperatingCost:
    """The cost, booked once: the same reference with the same content again changes nothing.

    Raises ReferenceUsed if the reference stands for another cost, NotWithinTerms, BadDate.
    """
    reference = reference.strip()
    if not reference or not amount > Money.zero(amount.currency):
        raise NotWithinTerms("A cost has a reference and an amount above zero.")
    if incurred_on > clock.today():
        raise BadDate("A cost is booked when it was incurred, not before.")
    cost, is_new = OperatingCost.objects.get_or_create(
        reference=reference,
        defaults={
            "text": text,
            "incurred_on": incurred_on,
            "currency": amount.currency,
            "amount_minor": amount.minor,
            "booked_by": by,
            "booked_at": clock.now(),
        },
    )
    if not is_new:
        if (cost.text, cost.amount, cost.incurred_on) != (text, amount, incurred_on):
            raise ReferenceUsed(f"{reference} is booked already: {cost.text}, {cost.amount}.")
        return cost
    event = record(OperatingCostBooked(f"cost:{cost.pk}", None, text, amount, incurred_on), by=by)
    try:
        post_entry(cost_draft(reference, text, amount, incurred_on, event=event), by=by)
    except PeriodClosed as error:
        raise BadDate(f"The books of {incurred_on:%-d %b %Y} are closed.") from error
    return cost


def cost_draft(reference: str, text: str, amount: Money, incurred_on: date, *, event: int | None = None) -> Draft:
    """What the cost posts; shown to the person before it is posted."""
    currency = amount.currency
    cost = open_account(
        code=f"Expenses:Operating:{currency}", kind="expense", currency=currency, label="Operating costs"
    )
    bank = open_account(code=f"Assets:Bank:{currency}", kind="asset", currency=currency, label="The firm's bank")
    return Draft(
        key=f"cost:{reference}",
        kind="operating_cost",
        text=text,
        booked_on=clock.today(),
        value_on=incurred_on,
        legs=(Leg(cost, amount), Leg(bank, -amount)),
        event=event,
    )
