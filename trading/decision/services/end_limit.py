"""A limit ends before another takes its place, where that lets nothing more pass."""

from decimal import Decimal

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.decision.domain.limits import KINDS, LimitKind, LimitScope
from trading.decision.domain.terms_states import TermsState
from trading.decision.errors import NotAllowed
from trading.decision.events import TradingLimitEnded
from trading.decision.models import Limit
from trading.decision.services.move_terms import move_terms, said


@transaction.atomic
def end_limit(*, limit: Limit, reason: str, by: User) -> Limit:
    """What held before it, or a further one, holds again at once.

    One person alone lets nothing more pass: raises NotAllowed where what would hold is looser, or without a reason;
    WrongState.
    """
    why, then = said(reason), holds_without(limit)
    if limit.starts_on <= clock.today() and (then is None or then > limit.value):
        what = "nothing" if then is None else f"{then.normalize():f}"
        raise NotAllowed(
            f"Without it {what} would hold, which lets more pass: propose that, and a second person approves."
        )
    move_terms(limit, "end", ended_by=by, ended_at=clock.now(), end_reason=why)
    record(TradingLimitEnded(limit.subject, None, limit.get_kind_display(), limit.of, limit.value, why), by=by)
    return limit


def holds_without(limit: Limit) -> Decimal | None:
    """What would hold today for the thing that it is of; None for a strategy, which then has none of its own."""
    others = Limit.objects.filter(
        kind=limit.kind, state=TermsState.ACTIVE, starts_on__lte=clock.today()
    ).exclude(pk=limit.pk).order_by("-starts_on", "-pk")  # fmt: skip
    broker = limit.account.broker if limit.account is not None else limit.broker
    further = {
        LimitScope.STRATEGY: [{"scope": LimitScope.STRATEGY, "strategy": limit.strategy_id}],
        LimitScope.ACCOUNT: [{"scope": LimitScope.ACCOUNT, "account": limit.account_id}],
        LimitScope.BROKER: [{"scope": LimitScope.BROKER, "broker": broker}],
        LimitScope.FIRM: [{"scope": LimitScope.FIRM}],
    }
    if limit.scope == LimitScope.STRATEGY:
        ways = further[LimitScope.STRATEGY]
    else:
        order = [LimitScope.ACCOUNT, LimitScope.BROKER, LimitScope.FIRM]
        ways = [way for scope in order[order.index(LimitScope(limit.scope)) :] for way in further[scope]]
    for way in ways:
        found = others.filter(**way).first()
        if found is not None:
            return found.value
    return None if limit.scope == LimitScope.STRATEGY else KINDS[LimitKind(limit.kind)].value
