"""The second pair of eyes on an allocation."""

from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.decision.domain.terms_states import TermsState
from trading.decision.errors import NotAllowed
from trading.decision.events import AllocationApproved, AllocationEnded
from trading.decision.models import Allocation
from trading.decision.services.lock_brokers import lock_brokers
from trading.decision.services.move_terms import decided_by, move_terms


@transaction.atomic
def approve_allocation(*, allocation: Allocation, by: User) -> Allocation:
    """It holds on its days; what the strategy had of the account before has ended.

    Raises SecondPersonNeeded for whoever proposed it, NotAllowed where the account would be allocated more than once
    over, WrongState.
    """
    decided = decided_by(allocation, by)
    # Two that are approved at the same time see each other.
    lock_brokers([allocation.account_id])
    active = Allocation.objects.filter(account=allocation.account_id, state=TermsState.ACTIVE)
    others = active.exclude(strategy=allocation.strategy_id)
    given = others.aggregate(whole=Sum("share", default=Decimal(0)))["whole"] + allocation.share
    if given > 100:
        raise NotAllowed(f"The account would be allocated to {given.normalize():f} %; end or lessen another first.")
    for before in active.filter(strategy=allocation.strategy_id):
        why = "another took its place"
        move_terms(before, "end", ended_by=by, ended_at=clock.now(), end_reason=why)
        record(AllocationEnded(before.subject, None, before.strategy.code, str(before.account), why), by=by)
    move_terms(allocation, "approve", **decided)
    event = AllocationApproved(
        allocation.subject, None, allocation.strategy.code, str(allocation.account), allocation.share
    )
    record(event, by=by)
    return allocation
