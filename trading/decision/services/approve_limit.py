from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.decision.domain.terms_states import TermsState
from trading.decision.events import TradingLimitApproved, TradingLimitEnded
from trading.decision.models import Limit
from trading.decision.services.move_terms import decided_by, move_terms


@transaction.atomic
def approve_limit(*, limit: Limit, by: User) -> Limit:
    """It holds from its day on, in place of one of the same thing that began on the same day.

    Raises SecondPersonNeeded for whoever proposed it, WrongState.
    """
    decided = decided_by(limit, by)
    same = Limit.objects.filter(
        kind=limit.kind, scope=limit.scope, broker=limit.broker, account=limit.account_id,
        strategy=limit.strategy_id, starts_on=limit.starts_on, state=TermsState.ACTIVE,
    )  # fmt: skip
    for before in same.select_for_update():
        why = "another took its place"
        move_terms(before, "end", ended_by=by, ended_at=clock.now(), end_reason=why)
        event = TradingLimitEnded(before.subject, None, before.get_kind_display(), before.of, before.value, why)
        record(event, by=by)
    move_terms(limit, "approve", **decided)
    record(TradingLimitApproved(limit.subject, None, limit.get_kind_display(), limit.of, limit.value), by=by)
    return limit
