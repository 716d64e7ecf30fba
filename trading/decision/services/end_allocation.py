from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.decision.events import AllocationEnded
from trading.decision.models import Allocation
from trading.decision.services.move_terms import move_terms, said


@transaction.atomic
def end_allocation(*, allocation: Allocation, reason: str, by: User) -> Allocation:
    """From now on nothing is decided on it, exits neither: what is held is closed by hand. Raises WrongState."""
    why = said(reason)
    move_terms(allocation, "end", ended_by=by, ended_at=clock.now(), end_reason=why)
    record(AllocationEnded(allocation.subject, None, allocation.strategy.code, str(allocation.account), why), by=by)
    return allocation
