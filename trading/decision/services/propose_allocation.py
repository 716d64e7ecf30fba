"""Propose that a strategy trades a share of an account."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.decision.errors import NotAllowed
from trading.decision.events import AllocationProposed
from trading.decision.models import Allocation
from trading.decision.services.move_terms import said
from trading.models import BrokerAccount
from trading.signals.domain.standard import SizeKind
from trading.signals.domain.strategy_states import StrategyState
from trading.signals.models import Strategy

_PERCENTS = (SizeKind.EQUITY_PERCENT, SizeKind.RISK_PERCENT)
_SIMULATED = ("demo", "paper")


@transaction.atomic
def propose_allocation(
    *, strategy: Strategy, account: BrokerAccount, share: Decimal, size_kind: str, size_value: Decimal, reason: str,
    by: User, starts_on: date | None = None, ends_on: date | None = None,
) -> Allocation:  # fmt: skip
    """`share` percent of the account's equity; holds once a second person approved it. Raises NotAllowed."""
    starts_on = starts_on or clock.today()
    _check(strategy, account)
    if not share.is_finite() or not 0 < share <= 100 or share != round(share, 3):
        raise NotAllowed("A share is above 0 and at most 100 percent, with three decimal places at most.")
    kind = SizeKind(size_kind)
    if not size_value.is_finite() or size_value <= 0 or size_value != round(size_value, 10):
        raise NotAllowed("The usual size is above zero.")
    if kind in _PERCENTS and size_value > 100:
        raise NotAllowed("A usual size of more than 100 percent is none.")
    if starts_on < clock.today():
        raise NotAllowed("It begins today or later: days that are over were traded as they were.")
    if ends_on is not None and ends_on < starts_on:
        raise NotAllowed("Its last day does not lie before its first.")
    allocation = Allocation.objects.create(
        strategy=strategy, account=account, share=share, size_kind=kind.value, size_value=size_value,
        starts_on=starts_on, ends_on=ends_on, reason=said(reason), proposed_by=by, proposed_at=clock.now(),
    )  # fmt: skip
    size = f"{size_value.normalize():f} {kind}"
    event = AllocationProposed(
        allocation.subject, None, strategy.code, str(account), share, size, starts_on, ends_on, allocation.reason
    )
    record(event, by=by)
    return allocation


def _check(strategy: Strategy, account: BrokerAccount) -> None:
    if strategy.state == StrategyState.RETIRED:
        raise NotAllowed(f"{strategy.code} is retired; it trades nothing any more.")
    if account.disabled_at is not None:
        raise NotAllowed("The account is disabled.")
    if strategy.environment == Strategy.Environment.STAGING and account.environment not in _SIMULATED:
        raise NotAllowed("A strategy of staging trades on demo and paper accounts alone.")
    if account.environment == "contest":
        raise NotAllowed("Nobody trades for the firm in a contest.")
