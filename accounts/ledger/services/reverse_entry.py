from datetime import date

from accounts.ledger.domain.entries import Draft, Leg, Posted
from accounts.ledger.errors import LedgerError
from accounts.ledger.models import Entry
from accounts.ledger.services.post_entry import post_entry
from accounts.models import User
from fidus.lib import clock


def reverse_entry(entry: int, *, key: str, value_on: date, by: User | None, reason: str) -> Posted:
    """Post the entry's legs turned round, booked today, linked to it.

    Raises AlreadyReversed, PeriodClosed, KeyConflict, and LedgerError for an entry that does not exist or a value date
    before its own.
    """
    original = Entry.objects.filter(pk=entry).prefetch_related("legs").first()
    if original is None:
        raise LedgerError(f"there is no entry {entry}")
    legs = [Leg(leg.account_id, -leg.money) for leg in original.legs.all()]
    draft = Draft(key, "reversal", reason, clock.today(), value_on, legs, reverses=entry)
    return post_entry(draft, by=by)
