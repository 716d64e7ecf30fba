from django.db import transaction

from accounts.books.domain.closing_states import ClosingAction, ClosingState, StepAction, StepState
from accounts.books.errors import NotNow, ReasonNeeded, SecondPersonNeeded
from accounts.books.events import ClosingChecked, WarningAcknowledged, of_month
from accounts.books.models import ClosingRun, ClosingStep
from accounts.books.services.move_closing import move_closing, move_step
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock


@transaction.atomic
def acknowledge_warning(*, step: ClosingStep, reason: str, by: User) -> ClosingStep:
    """Take a warning into account with a reason; when it was the last thing in the way, the month is ready.

    Only who prepared the closing may, so that whoever closes has acknowledged nothing themselves. Raises
    SecondPersonNeeded, ReasonNeeded, NotNow.
    """
    run = ClosingRun.objects.select_for_update(of=("self",)).get(pk=step.run_id)
    step = ClosingStep.objects.select_related("run").get(pk=step.pk)
    if run.state != ClosingState.BLOCKED:
        raise NotNow(f"The closing of {run} is {run.state}: there is nothing to acknowledge.")
    if run.prepared_by_id != by.pk:
        raise SecondPersonNeeded(f"{run.prepared_by} prepared this closing and acknowledges its warnings.")
    if not reason.strip():
        raise ReasonNeeded("Say why the month can be closed all the same.")
    move_step(step, StepAction.ACKNOWLEDGE, acknowledged_by=by, reason=reason.strip())
    record(WarningAcknowledged(of_month(run.month), None, run.month, step.title, reason.strip()), by=by)
    if not run.steps.filter(state__in=[StepState.FAILED.value, StepState.WARNED.value]).exists():
        move_closing(run, ClosingAction.FINISH, checked_at=clock.now())
        record(ClosingChecked(of_month(run.month), None, run.month, run.state, ()), by=by)
    return step
