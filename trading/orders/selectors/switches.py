"""How far trading is let, for accounts and strategies; asked before a decision and once more before sending."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from fidus.lib.prepared import ask_together
from trading.orders.domain.switch_states import SwitchState, strongest
from trading.orders.models import Scope, Switch

# Nearly always nothing is set, and that is asked first, alone or together with other questions.
ANY_SWITCH = ("select exists (select 1 from orders_switch where state <> 'active')", ())


class Traded(Protocol):
    """An account: as its model has it, or a row of a statement."""

    @property
    def pk(self) -> int: ...
    @property
    def broker(self) -> str: ...


@dataclass(frozen=True)
class Switches:
    """All that is set now; `words` of the strongest that concerns an order say why."""

    rows: tuple[Switch, ...]

    def state_for(self, account: Traded, strategy_id: int | None = None) -> SwitchState:
        return strongest(*(SwitchState(row.state) for row in self.concerning(account, strategy_id)))

    def concerning(self, account: Traded, strategy_id: int | None = None) -> Iterable[Switch]:
        """Those of the firm, the account, its broker and the strategy."""
        for row in self.rows:
            if (
                row.scope == Scope.FIRM
                or (row.scope == Scope.BROKER and row.broker == account.broker)
                or (row.scope == Scope.ACCOUNT and row.account_id == account.pk)
                or (row.scope == Scope.STRATEGY and strategy_id is not None and row.strategy_id == strategy_id)
            ):
                yield row


def switches_now(any_set: Sequence[tuple[Any, ...]] | None = None) -> Switches:
    """Everything that is not active; `any_set` is the answer to `ANY_SWITCH`, where that was asked already."""
    if any_set is None:
        (any_set,) = ask_together(ANY_SWITCH)
    if any_set == [(False,)]:
        return Switches(())
    return Switches(tuple(Switch.objects.exclude(state=SwitchState.ACTIVE).select_related("account", "strategy")))
