"""Take back the entry of a payment that failed: a failure waits for nobody, not even for closed books."""

from datetime import date

from django.db import transaction

from accounts.ledger.api import PeriodClosed, reverse_entry
from accounts.models import User
from fidus.lib import clock


def reverse_payment(entry: int, *, key: str, back_on: date, reason: str, by: User | None) -> date:
    """The value date of the reversal: `back_on`, or today where the books of that day are closed."""
    try:
        # A refusal must not spoil the caller's transaction.
        with transaction.atomic():
            reverse_entry(entry, key=key, value_on=back_on, by=by, reason=reason)
    except PeriodClosed:
        back_on = clock.today()
        reverse_entry(entry, key=key, value_on=back_on, by=by, reason=reason)
    return back_on
