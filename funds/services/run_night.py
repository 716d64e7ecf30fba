"""The funds' part of every night, in order: incubation ends, interest is accrued, interest months fall due."""

from datetime import date

from accounts.models import User
from funds.models import AccrualRun
from funds.services.accrue_interest import accrue_interest
from funds.services.make_interest_due import make_interest_due


def run_night(*, as_of: date, by: User | None) -> AccrualRun:
    """The complete run of `as_of`; again, or after having been killed, it adds what is missing and nothing else."""
    run = accrue_interest(as_of=as_of, by=by)
    make_interest_due(as_of=as_of, by=by)
    return run
