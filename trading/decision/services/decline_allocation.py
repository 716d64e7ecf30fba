from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from trading.decision.events import AllocationDeclined
from trading.decision.models import Allocation
from trading.decision.services.move_terms import decided_by, move_terms, said


@transaction.atomic
def decline_allocation(*, allocation: Allocation, reason: str, by: User) -> Allocation:
    """Whoever proposed it reads why. Raises SecondPersonNeeded, NotAllowed without a reason, WrongState."""
    move_terms(allocation, "decline", **decided_by(allocation, by, said(reason)))
    account = str(allocation.account)
    record(AllocationDeclined(allocation.subject, None, allocation.strategy.code, account, said(reason)), by=by)
    return allocation
