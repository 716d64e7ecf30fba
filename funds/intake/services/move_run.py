"""The guarded step of a run from state to state."""

from typing import Any

from fidus.lib import clock
from funds.intake.domain.run_states import NEXT, RUNNING
from funds.intake.errors import IntakeError
from funds.intake.models import IntakeRun


def move_run(run: IntakeRun, action: str, **values: Any) -> IntakeRun:
    """Raises IntakeError if somebody was quicker, or the state does not allow it."""
    state = NEXT.get((run.state, action))
    if state is None:
        raise IntakeError(f"This run is {run.state}; that cannot be done any more.")
    values |= {"started_at": clock.now()} if state == RUNNING else {"finished_at": clock.now()}
    if state == "waiting":
        values.pop("finished_at")
    if IntakeRun.objects.filter(pk=run.pk, state=run.state).update(state=state, **values) != 1:
        raise IntakeError("Somebody else decided this run a moment ago.")
    run.refresh_from_db()
    return run
