"""Let a looked-at file in: at once, or, where it books money, once a second person has approved."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from funds.intake.errors import IntakeError
from funds.intake.events import IntakeSubmitted
from funds.intake.gates import check_tried
from funds.intake.models import IntakeRun
from funds.intake.services.move_run import move_run
from funds.intake.services.set_running import set_running


@transaction.atomic
def start_run(*, run: IntakeRun, by: User) -> IntakeRun:
    """Running, or waiting for the second person; raises IntakeError, also before every row was tried."""
    run = IntakeRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if by.pk != run.uploaded_by_id:
        raise IntakeError("Whoever brought the file in starts it.")
    check_tried(run)
    if run.books_money:
        move_run(run, "submit")
        record(IntakeSubmitted(f"intake:{run.pk}", None, run.rows), by=by)
        return run
    return set_running(run, "start", by)
