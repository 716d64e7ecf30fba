from datetime import date

from django.db import IntegrityError, transaction

from accounts.books import registry
from accounts.books.domain.closing_states import ClosingState, StepState
from accounts.books.errors import MonthCannotBeClosed
from accounts.books.events import ClosingStarted, of_month
from accounts.books.models import ClosingRun, ClosingStep
from accounts.books.selectors.months import month_to_close
from accounts.books.wake import wake_closing_worker
from accounts.ledger.api import decisions, first_day
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock


def start_closing(*, month: date, by: User) -> ClosingRun:
    """Make the month's checklist and have it worked off; a closing that was begun already is returned instead.

    Raises MonthCannotBeClosed for a month that is not over, or not the next one.
    """
    month = month.replace(day=1)
    begun = ClosingRun.objects.filter(month=month).exclude(state=ClosingState.REOPENED.value).first()
    if begun:
        return begun
    run = ClosingRun(month=month, state=ClosingState.CHECKING, prepared_by=by, started_at=clock.now())
    if run.until >= clock.today():
        raise MonthCannotBeClosed(f"{run} is not over. It can be closed from the day after its last.")
    first = first_day()
    if first is None or month < first.replace(day=1):
        raise MonthCannotBeClosed(f"Nothing was booked up to {run}: there is nothing to close.")
    due = month_to_close(decisions())
    if due is not None and month != due:
        order = "is closed already" if month < due else f"follows {due:%B %Y}, which is closed first"
        raise MonthCannotBeClosed(f"{run} {order}.")
    try:
        with transaction.atomic():
            run.save()
            ClosingStep.objects.bulk_create(
                ClosingStep(run=run, position=place, check_name=name, state=StepState.WAITING)
                for place, name in enumerate(registry.checks(), 1)
            )
            record(ClosingStarted(of_month(month), None, month), by=by)
            transaction.on_commit(lambda: wake_closing_worker(run.pk), robust=True)
    except IntegrityError:
        # Somebody else began it a moment ago.
        return ClosingRun.objects.exclude(state=ClosingState.REOPENED.value).get(month=month)
    return run
