"""May this order be, for this person, account and strategy, as things stand now?"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.core.exceptions import PermissionDenied

from accounts.models import User
from trading.connections.gates import obstacles, reach
from trading.models import BrokerAccount, Platform
from trading.models.broker_account import MarginMode
from trading.orders.domain.switch_states import SwitchState, strongest
from trading.orders.errors import NotTradable, TradingStopped
from trading.orders.models import Purpose, Switch

PLACE, RELEASE, SWITCH = "orders.place_order", "orders.release_order", "orders.set_switch"
RESUME = "orders.approve_resume"

# All others net, whatever is written of the account.
KEEPS_SEVERAL = (Platform.MT5, Platform.PAPER)


def require(by: User, permission: str) -> None:
    """Raises PermissionDenied; doors ask the same before, and services do not rely on it."""
    if not by.has_perm(permission):
        raise PermissionDenied


def not_tradable(accounts: Collection[BrokerAccount]) -> dict[int, NotTradable]:
    """Those of the accounts of which nothing can be sent now, and why; in two queries."""
    found, missing = reach(accounts), obstacles(accounts)
    refused = {
        account.pk: NotTradable(f"Account {account} cannot be traded now. {missing[account.pk]}")
        for account in accounts
        if account.pk in missing
    }
    for account in accounts:
        if account.pk in found and not found[account.pk].may_trade:
            refused[account.pk] = NotTradable(
                f"Account {account} is only looked at. Allow trading on its connection before you order."
            )
    return refused


def check_tradable(account: BrokerAccount) -> None:
    """Raises NotTradable."""
    if refused := not_tradable([account]).get(account.pk):
        raise refused


def check_switches(concerning: Iterable[Switch], purpose: str) -> None:
    """Raises TradingStopped. Where trading is let to reduce only, what makes positions smaller passes."""
    rows = list(concerning)
    state = strongest(*(SwitchState(row.state) for row in rows))
    if state is SwitchState.ACTIVE or (state is SwitchState.REDUCING and purpose != Purpose.OPEN):
        return
    why = next(row for row in rows if row.state == state)
    word = "halted" if state is SwitchState.HALTED else "only let to make positions smaller"
    raise TradingStopped(f"{why.of}: trading is {word}. {why.reason}")


def keeps_several(account: BrokerAccount) -> bool:
    """Whether the account has several positions of a symbol at a time, each closed by its number."""
    return account.platform in KEEPS_SEVERAL and account.margin_mode == MarginMode.HEDGE
