from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from trading.decision.events import TradingLimitDeclined
from trading.decision.models import Limit
from trading.decision.services.move_terms import decided_by, move_terms, said


@transaction.atomic
def decline_limit(*, limit: Limit, reason: str, by: User) -> Limit:
    """Whoever proposed it reads why. Raises SecondPersonNeeded, NotAllowed without a reason, WrongState."""
    move_terms(limit, "decline", **decided_by(limit, by, said(reason)))
    record(TradingLimitDeclined(limit.subject, None, limit.get_kind_display(), limit.of, said(reason)), by=by)
    return limit
