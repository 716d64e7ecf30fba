"""The end of a run, with what came of its rows, on record."""

from accounts.models import User
from accounts.trail.api import record
from funds.intake.events import IntakeEnded
from funds.intake.models import IntakeRun
from funds.intake.services.move_run import move_run


def close_run(run: IntakeRun, action: str, reason: str = "", *, by: User | None = None) -> None:
    """`by` None is whoever brought it in; raises IntakeError if somebody was quicker."""
    move_run(run, action, reason=reason)
    outcomes = [run.results.filter(outcome=one).count() for one in ("added", "known", "failed")]
    record(IntakeEnded(f"intake:{run.pk}", None, run.state, *outcomes, reason[:1000]), by=by or run.uploaded_by)
