"""Fees of a redemption that came back: its entry is reversed by whoever reverses it, here they cease to count."""

from datetime import date

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from funds.fees.events import FeeReversed
from funds.fees.models import FeeCharge
from funds.models import Investment


@transaction.atomic
def undo_charges(
    *, investment: Investment, entry: int, reversal_entry: int, value_on: date, reason: str, by: User | None
) -> list[FeeCharge]:
    """The fees kept back in `entry`, reversed by `reversal_entry`, and its bills open again; again it changes nothing.

    Who may take a redemption back is decided there; no second person is asked for here.
    """
    Investment.objects.select_for_update().get(pk=investment.pk)
    kept = FeeCharge.objects.select_for_update().filter(entry=entry, investment=investment, reversed_on__isnull=True)
    charges = list(kept.order_by("pk"))
    for charge in charges:
        charge.reversed_on, charge.reversal_entry = value_on, reversal_entry
        charge.reason, charge.charge_again = reason, True
        charge.save(update_fields=["reversed_on", "reversal_entry", "reason", "charge_again"])
        event = FeeReversed(investment.number, investment.client_id, charge.kind, charge.amount, value_on, reason, True)
        record(event, by=by)
    settled = FeeCharge.objects.filter(settlement_entry=entry, investment=investment)
    settled.update(settled_on=None, settlement_entry=None, settled_by=None)
    return charges
