from datetime import date, timedelta

from django.db import transaction

from accounts.books.domain.closing_states import ClosingAction, ClosingState
from accounts.books.errors import NotNow, ReasonNeeded, SecondPersonNeeded
from accounts.books.events import MonthReopened, of_month
from accounts.books.models import ClosingRun
from accounts.books.services.move_closing import move_closing
from accounts.ledger.api import LedgerError, closed_until, first_day, reopen_period
from accounts.ledger.api import SecondPersonNeeded as ClosedByTheSame
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock

_DAY = timedelta(days=1)


@transaction.atomic
def reopen_month(*, month: date, reason: str, by: User) -> list[ClosingRun]:
    """Take entries again in the month and in every later one; their closings, which are over, oldest first.

    Raises SecondPersonNeeded for whoever closed one of them, ReasonNeeded, NotNow if the month is not closed.
    """
    month, reason = month.replace(day=1), reason.strip()
    if not reason:
        raise ReasonNeeded("Say why the month is opened again.")
    until = closed_until()
    if until is None or month > until:
        raise NotNow(f"{month:%B %Y} is not closed.")
    # All months that are closed, and those being closed after them, whose checks spoke of closed books before.
    runs = ClosingRun.objects.select_for_update(of=("self",)).filter(month__gte=month, state=ClosingState.CLOSED.value)
    closed = list(runs.order_by("month"))
    if any(run.closed_by_id == by.pk for run in closed):
        raise SecondPersonNeeded("You closed one of these months; another person opens them again.")
    for run in closed:
        move_closing(run, ClosingAction.REOPEN, reopened_by=by, reopened_at=clock.now(), reason=reason)
    first = first_day()
    try:
        reopen_period(until=None if first is None or month <= first else month - _DAY, by=by, reason=reason)
    except ClosedByTheSame as error:
        raise SecondPersonNeeded("You closed one of these months; another person opens them again.") from error
    except LedgerError as error:
        raise NotNow(f"Nothing was changed: {error}.") from error
    for one in [run.month for run in closed] or [month]:
        record(MonthReopened(of_month(one), None, one, reason), by=by)
    return closed
