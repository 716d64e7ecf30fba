"""End a run before it has finished."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from funds.intake.errors import IntakeError
from funds.intake.events import IntakeEnded
from funds.intake.models import IntakeRun
from funds.intake.services.move_run import move_run


@transaction.atomic
def end_run(*, run: IntakeRun, action: str, reason: str = "", by: User) -> IntakeRun:
    """Discard a received one, refuse a waiting one (with a reason), cancel a running one; what is in stays in."""
    run = IntakeRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if action == "refuse" and not reason.strip():
        raise IntakeError("Say why it is refused.")
    move_run(run, action, reason=reason.strip())
    outcomes = [run.results.filter(outcome=one).count() for one in ("added", "known", "failed")]
    record(IntakeEnded(f"intake:{run.pk}", None, run.state, *outcomes, reason.strip()), by=by)
    return run
