"""Propose how far trading may go: of the firm, a broker, an account or a strategy."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.decision.domain.limits import KINDS, LimitKind, LimitScope
from trading.decision.errors import NotAllowed
from trading.decision.events import TradingLimitProposed
from trading.decision.models import Limit
from trading.decision.services.move_terms import said
from trading.models import BrokerAccount
from trading.signals.models import Strategy


@transaction.atomic
def propose_limit(
    *, kind: str, scope: str, value: Decimal, reason: str, by: User, broker: str = "",
    account: BrokerAccount | None = None, strategy: Strategy | None = None, starts_on: date | None = None,
) -> Limit:  # fmt: skip
    """Holds from its day on, once a second person approved it. Raises NotAllowed."""
    usual, starts_on = KINDS[LimitKind(kind)], starts_on or clock.today()
    given = {
        LimitScope.BROKER: bool(broker),
        LimitScope.ACCOUNT: account is not None,
        LimitScope.STRATEGY: strategy is not None,
    }
    if any(there != (which is LimitScope(scope)) for which, there in given.items()):
        raise NotAllowed(
            f"A limit of the {scope} names {'nothing else' if scope == 'firm' else 'it, and nothing else'}."
        )
    if broker and not BrokerAccount.objects.filter(broker=broker).exists():
        raise NotAllowed(f"No account is at {broker!r}; write the broker as its accounts have it.")
    if not value.is_finite() or not 0 <= value <= usual.most or value != round(value, 3):
        raise NotAllowed(f"From 0 to {usual.most.normalize():,f}, with three decimal places at most.")
    if kind == LimitKind.UNKNOWN_HOURS and value not in (0, 1):
        raise NotAllowed("0 does not let them be traded, 1 does.")
    if starts_on < clock.today():
        raise NotAllowed("It begins today or later.")
    limit = Limit.objects.create(
        kind=kind, scope=scope, broker=broker, account=account, strategy=strategy, value=value, starts_on=starts_on,
        reason=said(reason), proposed_by=by, proposed_at=clock.now(),
    )  # fmt: skip
    event = TradingLimitProposed(
        limit.subject, None, limit.get_kind_display(), limit.of, value, starts_on, limit.reason
    )
    record(event, by=by)
    return limit
