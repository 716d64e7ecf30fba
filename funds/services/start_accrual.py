from datetime import date

from django.db import transaction

from accounts.models import User
from fidus.lib import clock
from funds.models import AccrualRun
from funds.services.accrue_interest import check_night
from funds.wake import wake_accrual


def start_accrual(*, as_of: date, by: User | None) -> AccrualRun:
    """The run of `as_of`, which a worker completes, with every night missed before it; raises BadDate.

    If no worker hears of it, the next night makes up for it.
    """
    check_night(as_of)
    run, _ = AccrualRun.objects.get_or_create(
        as_of=as_of, defaults={"state": AccrualRun.State.RUNNING, "started_at": clock.now(), "started_by": by}
    )
    transaction.on_commit(lambda: wake_accrual(as_of, by and by.pk), robust=True)
    return run
