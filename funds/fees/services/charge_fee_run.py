"""The second pair of eyes on a fee run: from here on it is charged, whoever has to go on with it."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.errors import SecondPersonNeeded
from funds.fees.domain.fee_run_states import FeeRunAction
from funds.fees.events import FeeRunApproved
from funds.fees.models import FeeRun
from funds.fees.services.move_fee_run import move_fee_run
from funds.fees.wake import wake_fee_workers


@transaction.atomic
def charge_fee_run(*, run: FeeRun, by: User) -> FeeRun:
    """The run, being charged; work_fee_run does it. Raises SecondPersonNeeded for whoever prepared it, IllegalState."""
    if run.prepared_by_id == by.pk:
        raise SecondPersonNeeded("You prepared this fee run; a second person charges it.")
    move_fee_run(run, FeeRunAction.CHARGE, charged_by=by, charged_at=clock.now())
    record(FeeRunApproved(run.subject, None, run.until, run.rows.count()), by=by)
    transaction.on_commit(lambda: wake_fee_workers(run.pk), robust=True)
    return run
