"""Take a revaluation back, so that the month can be revalued anew."""

from django.db import connection, transaction

from accounts.ledger.api import PeriodClosed, reverse_entry
from accounts.models import User
from accounts.rates.errors import IllegalState, NotRevalued
from accounts.rates.events import RevaluationReversed
from accounts.rates.models import Revaluation
from accounts.trail.api import record
from fidus.lib import clock

_ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('rates.revalue'))"


@transaction.atomic
def reverse_revaluation(*, revaluation: Revaluation, reason: str, by: User) -> Revaluation:
    """Valued at the same month's end; only the newest that stands. Raises NotRevalued, IllegalState."""
    reason = reason.strip()
    if not reason:
        raise NotRevalued("Say why it is taken back.")
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)
    revaluation = Revaluation.objects.get(pk=revaluation.pk)
    if revaluation.reversed_at is not None:
        raise IllegalState(f"{revaluation} is reversed already.")
    standing = Revaluation.objects.filter(currency=revaluation.currency, reversed_at=None)
    if later := standing.filter(month_end__gt=revaluation.month_end).order_by("-month_end").first():
        raise NotRevalued(f"Reverse {later.month_end:%B %Y} first: it was counted on from this one.")
    reversal = None
    if revaluation.entry is not None:
        key = f"revaluation-reversed:{revaluation.currency}:{revaluation.month_end:%Y-%m}:{revaluation.attempt}"
        try:
            posted = reverse_entry(revaluation.entry, key=key, value_on=revaluation.month_end, by=by, reason=reason)
        except PeriodClosed as error:
            raise NotRevalued(f"The books of {revaluation.month_end:%B %Y} are closed.") from error
        reversal = posted.entry
    Revaluation.objects.filter(pk=revaluation.pk).update(
        reversed_by=by, reversed_at=clock.now(), reversal=reversal, reversal_reason=reason
    )
    month = revaluation.month_end
    event = RevaluationReversed(
        f"revaluation:{revaluation.currency}:{month:%Y-%m}",
        None,
        revaluation.currency,
        month,
        revaluation.posted,
        reason,
    )
    record(event, by=by)
    revaluation.refresh_from_db()
    return revaluation
