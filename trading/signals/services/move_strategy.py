"""Activate, pause, resume and retire a strategy."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import Event, record
from fidus.lib import clock
from trading.signals.domain.door_states import DoorState
from trading.signals.domain.strategy_states import TABLE, StrategyState
from trading.signals.errors import WrongState
from trading.signals.events import StrategyActivated, StrategyPaused, StrategyResumed, StrategyRetired
from trading.signals.models import Door, Strategy

_EVENTS: dict[str, type[Event]] = {
    "activate": StrategyActivated,
    "pause": StrategyPaused,
    "resume": StrategyResumed,
    "retire": StrategyRetired,
}


@transaction.atomic
def move_strategy(*, strategy: Strategy, action: str, reason: str = "", by: User | None) -> Strategy:
    """The strategy after "activate", "pause", "resume" or "retire"; the last closes its doors. Raises WrongState."""
    old = strategy.state
    new = TABLE.get((StrategyState(old), action))
    if new is None:
        raise WrongState(f"{strategy} is {old}; that cannot be done now.")
    why = "" if new == StrategyState.ACTIVE else reason
    if Strategy.objects.filter(pk=strategy.pk, state=old).update(state=new, why=why) != 1:
        raise WrongState(f"{strategy} is no longer {old}; it has just changed.")
    strategy.state, strategy.why = new, why
    if new == StrategyState.RETIRED:
        doors = Door.objects.filter(strategy=strategy, state=DoorState.OPEN)
        doors.update(state=DoorState.CLOSED, closed_at=clock.now(), why="the strategy was retired")
    record(_EVENTS[action](strategy.subject, None, reason), by=by)  # type: ignore[call-arg]
    return strategy
