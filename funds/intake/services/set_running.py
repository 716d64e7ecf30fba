"""The step into running: on record, and a worker told of it."""

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from accounts.models import User
from accounts.trail.api import record
from funds.intake.events import IntakeStarted
from funds.intake.models import IntakeRun
from funds.intake.services.move_run import move_run


def set_running(run: IntakeRun, action: str, by: User, **values: User) -> IntakeRun:
    move_run(run, action, **values)
    record(IntakeStarted(f"intake:{run.pk}", None, run.rows, run.whole), by=by)
    transaction.on_commit(lambda: _wake(run.pk), robust=True)
    return run


def _wake(run: int) -> None:
    """A lost message is no harm: the sweeper looks at the rows."""
    try:
        current_app.send_task("funds.intake.tasks.work_run", [run], retry=False)
    except OperationalError:
        return
