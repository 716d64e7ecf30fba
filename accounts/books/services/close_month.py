from django.db import transaction

from accounts.books.domain.closing_states import SETTLED, ClosingAction, ClosingState
from accounts.books.errors import NotNow, SecondPersonNeeded
from accounts.books.events import MonthClosed, of_month
from accounts.books.models import ClosingRun
from accounts.books.selectors.months import month_to_close
from accounts.books.services.move_closing import move_closing
from accounts.ledger.api import PeriodClosed, close_period, decisions, newest_seal, posted_since
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock


@transaction.atomic
def close_month(*, run: ClosingRun, by: User) -> ClosingRun:
    """Close the ledger until the month's end; raises SecondPersonNeeded for whoever prepared it.

    Raises NotNow if the checklist is not done, or if something was posted into the month since it was worked off.
    """
    run = ClosingRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.prepared_by_id == by.pk:
        raise SecondPersonNeeded("You prepared this closing; a second person closes the month.")
    if run.state != ClosingState.READY or run.steps.exclude(state__in=[one.value for one in SETTLED]).exists():
        raise NotNow(f"The checklist of {run} is not done: the month is {run.state}.")
    move_closing(run, ClosingAction.CLOSE, closed_by=by, closed_at=clock.now())
    try:
        close_period(until=run.until, by=by)
    except PeriodClosed as error:
        raise NotNow(f"Nothing was changed: {error}.") from error
    due = month_to_close(decisions()[1:])
    if due not in (None, run.month):
        raise NotNow(f"{due:%B %Y} was opened again meanwhile, and is closed first.")
    # Asked after closing, which waits for postings under way: what came between is seen now, or not at all.
    late = posted_since(run.seal or 0, until=run.until)
    if late:
        entries = "an entry was" if late == 1 else f"{late:,} entries were"
        raise NotNow(f"Since the checks, {entries} posted into {run} or before. Check again, then close.")
    record(MonthClosed(of_month(run.month), None, run.month, newest_seal()), by=by)
    return run
