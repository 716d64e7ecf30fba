from django.db import transaction

from accounts.books.domain.closing_states import ClosingAction, StepAction, StepState
from accounts.books.events import ClosingStarted, of_month
from accounts.books.models import ClosingRun
from accounts.books.services.move_closing import move_closing, move_step
from accounts.books.wake import wake_closing_worker
from accounts.models import User
from accounts.trail.api import record


@transaction.atomic
def check_again(*, run: ClosingRun, by: User) -> ClosingRun:
    """Empty the checklist and work it off anew; whoever asks for it is the one who prepared. Raises NotNow."""
    run = ClosingRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    move_closing(run, ClosingAction.CHECK_AGAIN, prepared_by=by, checked_at=None, seal=None)
    for step in run.steps.all():
        if step.state != StepState.WAITING:
            empty = {"started_at": None, "finished_at": None, "findings": [], "acknowledged_by": None, "reason": ""}
            move_step(step, StepAction.RESET, **empty)
    record(ClosingStarted(of_month(run.month), None, run.month), by=by)
    transaction.on_commit(lambda: wake_closing_worker(run.pk), robust=True)
    return run
