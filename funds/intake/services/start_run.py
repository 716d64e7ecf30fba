"""Let a looked-at file in: at once, or, where it books money, once a second person has approved."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from funds.intake.errors import IntakeError
from funds.intake.events import IntakeSubmitted
from funds.intake.models import IntakeRun
from funds.intake.reading import rows_of
from funds.intake.services.move_run import move_run
from funds.intake.services.set_running import set_running


@transaction.atomic
def start_run(*, run: IntakeRun, by: User) -> IntakeRun:
    """Running, or waiting for the second person; raises IntakeError, also for a whole run with a bad row."""
    run = IntakeRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if by.pk != run.uploaded_by_id:
        raise IntakeError("Whoever brought the file in starts it.")
    bad = [row for row in rows_of(run) if row.error]
    if run.whole and bad:
        raise IntakeError(f"Row {bad[0].number}: {bad[0].error} All rows go in, or none.")
    if run.books_money:
        move_run(run, "submit")
        record(IntakeSubmitted(f"intake:{run.pk}", None, run.rows), by=by)
        return run
    return set_running(run, "start", by)
