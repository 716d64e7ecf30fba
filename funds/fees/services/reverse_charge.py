"""Take a fee back: an entry turned round, linked to the fee's own, with a reason and a date of its own."""

from datetime import date

from django.db import transaction

from accounts.ledger.api import AlreadyReversed, LedgerError, PeriodClosed, reverse_entry
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.errors import BadDate, SecondPersonNeeded
from funds.fees.errors import NotReversible
from funds.fees.events import FeeReversed
from funds.fees.models import Crystallisation, FeeCharge
from funds.models import Investment


@transaction.atomic
def reverse_charge(
    *, charge: FeeCharge, value_on: date, reason: str, charge_again: bool = False, by: User
) -> FeeCharge:
    """The reversed fee; with `charge_again` the next run asks for it anew, otherwise the client is let off.

    Raises SecondPersonNeeded for whoever charged it, NotReversible, BadDate.
    """
    Investment.objects.select_for_update().get(pk=charge.investment_id)
    charge = FeeCharge.objects.select_for_update(of=("self",)).select_related("investment").get(pk=charge.pk)
    _refuse(charge, reason, charge_again, by)
    if not charge.value_on <= value_on <= clock.today():
        raise BadDate("A fee is taken back between its value date and today.")
    try:
        key = f"fee-reversal:{charge.pk}"
        posted = reverse_entry(charge.entry, key=key, value_on=value_on, by=by, reason=f"{charge.label}: {reason}")
    except PeriodClosed as error:
        raise BadDate(f"The books of {value_on:%-d %b %Y} are closed.") from error
    except AlreadyReversed as error:
        raise NotReversible(f"{charge} is reversed already.") from error
    except LedgerError as error:
        raise NotReversible(f"{charge}: {error}") from error
    charge.reversed_on, charge.reversal_entry, charge.reversed_by = value_on, posted.entry, by
    charge.reason, charge.charge_again = reason.strip(), charge_again
    charge.save(update_fields=["reversed_on", "reversal_entry", "reversed_by", "reason", "charge_again"])
    event = FeeReversed(
        charge.investment.number, charge.investment.client_id, charge.kind, charge.amount, value_on,
        charge.reason, charge_again,
    )  # fmt: skip
    record(event, by=by)
    return charge


def _refuse(charge: FeeCharge, reason: str, charge_again: bool, by: User) -> None:
    if charge.reversed_on is not None:
        raise NotReversible(f"{charge} was reversed on {charge.reversed_on:%-d %b %Y}.")
    if charge.withheld_minor:
        raise NotReversible(f"{charge} was kept back from a redemption; take the redemption back.")
    if charge.settled_on is not None:
        raise NotReversible(f"The bill of {charge} was paid on {charge.settled_on:%-d %b %Y}; it can no longer go.")
    if charge.charged_by_id == by.pk:
        raise SecondPersonNeeded("You charged this fee; another person takes it back.")
    if not reason.strip():
        raise NotReversible("Say why the fee is taken back; the client reads it.")
    mark = Crystallisation.objects.filter(charge=charge).first()
    later = Crystallisation.objects.filter(investment=charge.investment_id, charge__reversed_on__isnull=True)
    if charge_again and mark is not None and later.filter(on__gt=mark.on).exists():
        raise NotReversible("A later performance fee builds on this high-water mark; reverse that one first.")
