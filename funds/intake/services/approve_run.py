"""Approve a file of movements that somebody else brought in."""

from django.db import transaction

from accounts.models import User
from funds.errors import SecondPersonNeeded
from funds.intake.gates import check_tried
from funds.intake.models import IntakeRun
from funds.intake.services.set_running import set_running


@transaction.atomic
def approve_run(*, run: IntakeRun, by: User) -> IntakeRun:
    """Raises SecondPersonNeeded for whoever brought it in, IntakeError if it does not wait or was not tried."""
    run = IntakeRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if by.pk == run.uploaded_by_id:
        raise SecondPersonNeeded("You brought this file in; another person approves it.")
    check_tried(run)
    return set_running(run, "approve", by, approved_by=by)
