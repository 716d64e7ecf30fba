from datetime import timedelta

from django.db import transaction

from accounts.books.domain.closing_states import ClosingAction, ClosingState
from accounts.books.domain.reopening_states import ReopeningAction
from accounts.books.errors import NotNow, SecondPersonNeeded
from accounts.books.events import MonthReopened, of_month
from accounts.books.models import ClosingRun, Reopening
from accounts.books.services.move_closing import move_closing
from accounts.books.services.move_reopening import locked, move_reopening
from accounts.ledger.api import LedgerError, decisions, first_day, reopen_period
from accounts.ledger.api import SecondPersonNeeded as ClosedByTheSame
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock

_DAY = timedelta(days=1)
_CLOSED_IT = "You closed one of these months; somebody who did not approves that they are opened again."

_CLOSED_FURTHER = "Since this was asked for, a later month was closed. Refuse it; then it can be asked for anew."


@transaction.atomic
def reopen_month(*, reopening: Reopening, by: User) -> list[ClosingRun]:
    """Approve it: entries are taken again from its month on; the closings that are over, oldest first.

    Raises SecondPersonNeeded for whoever asked or closed one of the months, NotNow if the books were closed further
    since it was asked, or are not closed any more.
    """
    reopening = locked(reopening)
    if reopening.asked_by_id == by.pk:
        raise SecondPersonNeeded("You asked for this; a second person opens the month again.")
    month = reopening.month
    runs = ClosingRun.objects.select_for_update(of=("self",)).filter(month__gte=month, state=ClosingState.CLOSED.value)
    closed = list(runs.order_by("month"))
    if any(run.closed_by_id == by.pk for run in closed):
        raise SecondPersonNeeded(_CLOSED_IT)
    if any(run.month > reopening.until for run in closed):
        raise NotNow(_CLOSED_FURTHER)
    at = clock.now()
    move_reopening(reopening, ReopeningAction.APPROVE, decided_by=by, decided_at=at)
    for run in closed:
        move_closing(
            run, ClosingAction.REOPEN, reopened_by=by, reopened_at=at, reason=reopening.reason, reopening=reopening
        )
    first = first_day()
    until = None if first is None or month <= first else month - _DAY
    try:
        reopen_period(until=until, by=by, asked_by=reopening.asked_by, reason=reopening.reason)
    except ClosedByTheSame as error:
        raise SecondPersonNeeded(_CLOSED_IT) from error
    except LedgerError as error:
        raise NotNow(f"Nothing was changed: {error}.") from error
    # Asked after the ledger's lock, which a closing under way holds until it is over: nothing is opened that was not
    # asked for, and no month stays closed on paper only.
    before = decisions()[1].until
    if before is None or before > reopening.until or runs.exists():
        raise NotNow(_CLOSED_FURTHER)
    for one in [run.month for run in closed] or [month]:
        record(MonthReopened(of_month(one), None, one, reopening.reason), by=by)
    return closed
