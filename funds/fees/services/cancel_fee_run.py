"""Drop a fee run that nobody has charged."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.fees.domain.fee_run_states import FeeRunAction
from funds.fees.events import FeeRunCancelled
from funds.fees.models import FeeRun
from funds.fees.services.move_fee_run import move_fee_run


@transaction.atomic
def cancel_fee_run(*, run: FeeRun, by: User) -> FeeRun:
    """The cancelled run, kept on record; raises IllegalState if it is not waiting to be charged."""
    move_fee_run(run, FeeRunAction.CANCEL, ended_at=clock.now())
    record(FeeRunCancelled(run.subject, None, run.until), by=by)
    return run
