"""The step into running: every row was tried, it is on record, and a worker is told of it."""

from accounts.models import User
from accounts.trail.api import record
from funds.intake.events import IntakeStarted
from funds.intake.models import IntakeRun
from funds.intake.services.move_run import move_run
from funds.intake.services.wake import wake_on_commit


def set_running(run: IntakeRun, action: str, by: User, **values: User) -> IntakeRun:
    move_run(run, action, **values)
    record(IntakeStarted(f"intake:{run.pk}", None, run.rows, run.whole), by=by)
    wake_on_commit("work_run", run.pk)
    return run
