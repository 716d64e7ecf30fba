"""The one guarded step from a state of a fee run to the next."""

from funds.errors import IllegalState
from funds.fees.domain.fee_run_states import FeeRunAction, FeeRunState, IllegalFeeRunAction, after
from funds.fees.models import FeeRun


def move_fee_run(run: FeeRun, action: FeeRunAction, **changes: object) -> FeeRun:
    """Move the row and `run` itself, with `changes`; raises IllegalState, also when somebody else was quicker."""
    old = FeeRunState(run.state)
    try:
        changes["state"] = after(old, action)
    except IllegalFeeRunAction as error:
        raise IllegalState(f"{run}: {error}.") from error
    if FeeRun.objects.filter(pk=run.pk, state=old).update(**changes) != 1:
        raise IllegalState(f"{run} is no longer {old}; somebody else has just changed it.")
    for name, value in changes.items():
        setattr(run, name, value)
    return run
