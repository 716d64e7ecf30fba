from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from trading.signals.domain.strategy_states import StrategyState
from trading.signals.errors import NotAsDescribed, WrongState
from trading.signals.events import StrategyModeChanged
from trading.signals.models import Strategy


@transaction.atomic
def change_mode(*, strategy: Strategy, mode: str, by: User | None) -> Strategy:
    """How a strategy's decisions become orders from now on. Raises NotAsDescribed and WrongState."""
    if mode not in Strategy.Mode.values:
        raise NotAsDescribed({"mode": "This is none of the choices."})
    strategy = Strategy.objects.select_for_update().get(pk=strategy.pk)
    if strategy.state == StrategyState.RETIRED:
        raise WrongState(f"{strategy} is retired.")
    before, strategy.mode = strategy.mode, mode
    if before != mode:
        strategy.save(update_fields=["mode"])
        record(StrategyModeChanged(subject=strategy.subject, client=None, before=before, mode=mode), by=by)
    return strategy
