"""How far trading is let, for accounts and strategies; asked before a decision and once more before sending."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from fidus.lib.prepared import prepared_cursor
from trading.orders.domain.switch_states import SwitchState, strongest
from trading.orders.models import Scope, Switch

_ANY = "select exists (select 1 from orders_switch where state <> 'active')"


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


def switches_now() -> Switches:
    """Everything that is not active, in one query; nearly always nothing is, and that is asked first."""
    with prepared_cursor() as cursor:
        cursor.execute(_ANY)
        if cursor.fetchone() == (False,):
            return Switches(())
    return Switches(tuple(Switch.objects.exclude(state=SwitchState.ACTIVE).select_related("account", "strategy")))
