from datetime import date

from django.db import IntegrityError, transaction

from accounts.books.domain.reopening_states import ReopeningState
from accounts.books.errors import NotNow, ReasonNeeded
from accounts.books.events import ReopeningAsked, of_month
from accounts.books.models import Reopening
from accounts.ledger.api import closed_until, first_day
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock


def ask_to_reopen(*, month: date, reason: str, by: User) -> Reopening:
    """Ask that the month, and every later one that is closed, take entries again; a second person decides.

    Whoever closed it may ask. Raises ReasonNeeded, NotNow if the month is not closed or was asked for already.
    """
    month, reason = month.replace(day=1), reason.strip()
    if not reason:
        raise ReasonNeeded("Say why the month is to be opened again.")
    until, first = closed_until(), first_day()
    if until is None or month > until:
        raise NotNow(f"{month:%B %Y} is not closed.")
    if first is None or month < first.replace(day=1):
        raise NotNow(f"Nothing was booked up to {month:%B %Y}: there is nothing to open again.")
    try:
        with transaction.atomic():
            reopening = Reopening.objects.create(
                month=month,
                until=until,
                reason=reason,
                state=ReopeningState.ASKED.value,
                asked_by=by,
                asked_at=clock.now(),
            )
            record(ReopeningAsked(of_month(month), None, month, until, reason), by=by)
    except IntegrityError as error:
        raise NotNow(f"That {month:%B %Y} be opened again is asked for already and waits for a decision.") from error
    return reopening
