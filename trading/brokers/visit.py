"""All that is to be known of an account in one look: what a poll wants, and some brokers can tell at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from trading.brokers.base import Broker
from trading.brokers.facts import AccountState, CashState, FillState, OrderState, PositionState


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What was seen; of fills and cash operations those from the asked moment on, oldest first."""

    account: AccountState
    positions: Sequence[PositionState]
    orders: Sequence[OrderState]
    fills: Sequence[FillState]
    cash: Sequence[CashState] | None  # None: this broker does not tell, which is not the same as none


@runtime_checkable
class Visited(Protocol):
    """A broker that answers all of it at once, where asking one by one would be slower or less of one moment."""

    def visit(self, since: datetime) -> Visit: ...


def visit(broker: Broker, since: datetime) -> Visit:
    """Look at everything; raises as the broker's questions do."""
    if isinstance(broker, Visited):
        return broker.visit(since)
    return Visit(
        account=broker.account(),
        positions=broker.positions(),
        orders=broker.orders(),
        fills=broker.fills(since),
        cash=broker.cash_operations(since) if broker.capabilities.tells_cash else None,
    )
