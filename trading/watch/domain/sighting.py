"""What was seen of an account, whether we looked or were told: one shape for both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from trading.brokers.facts import AccountState, CashState, FillState, OrderState, PositionState


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """`at` is our clock when the broker was asked, or told; what it says may be newer, never older.

    `whole`: positions and orders are all there are; otherwise those that changed, and `..._gone` are those that ended.
    `account` is None where nothing of it changed. `cash` is None where the broker does not tell. `from_beginning`:
    fills and cash are the account's whole history. `history_alone`: its figures are not to be believed, only fills and
    cash are. `remark` is what people should know of it, for the account's page.
    """

    account_id: int
    at: datetime
    source: str
    account: AccountState | None
    positions: Sequence[PositionState] = ()
    orders: Sequence[OrderState] = ()
    positions_gone: Sequence[str] = ()
    orders_gone: Sequence[str] = ()
    whole: bool = True
    fills: Sequence[FillState] = ()
    cash: Sequence[CashState] | None = ()
    from_beginning: bool = False
    history_alone: bool = False
    remark: str = ""
