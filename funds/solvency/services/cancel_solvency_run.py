from django.db import transaction

from accounts.models import User
from accounts.trail import api as trail
from fidus.lib import clock
from funds.solvency.domain.run_states import IllegalRunAction, RunAction, RunState, after
from funds.solvency.errors import SolvencyRefused
from funds.solvency.events import SolvencyRunCancelled
from funds.solvency.models import SolvencyRun


@transaction.atomic
def cancel_solvency_run(*, run: SolvencyRun, by: User) -> SolvencyRun:
    """Stop it; whoever works on it notices with its next piece of paths. Raises SolvencyRefused once it has ended."""
    try:
        cancelled = after(RunState(run.state), RunAction.CANCEL)
    except IllegalRunAction as error:
        raise SolvencyRefused(f"{run}: {error}.") from None
    stopped = SolvencyRun.objects.filter(pk=run.pk, state=RunState.RUNNING).update(
        state=cancelled, ended_at=clock.now(), ended_by=by, leased_until=None
    )
    if not stopped:
        raise SolvencyRefused("The run has ended meanwhile.")
    run.refresh_from_db()
    event = SolvencyRunCancelled(subject=f"solvency:{run.pk}", client=None, paths_done=run.paths_done)
    trail.record(event, by=by)
    return run
