"""What happens in a paper account's books; each says all that is needed to apply it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from trading.brokers.facts import CashState, Change, FillState, Instrument, OrderStatus
from trading.domain.paper.values import Order, Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    terms: Terms
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The instrument may be traded from now on, in these steps."""

    instrument: Instrument
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    currency: str
    rate: Decimal
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Money came or went without a trade."""

    cash: CashState

    @property
    def at(self) -> datetime:
        return self.cash.at


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    order: Order

    @property
    def at(self) -> datetime:
        return self.order.placed_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    order_id: str
    change: Change
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Triggered:
    """A stop was touched: the order is a market or a limit order now."""

    order_id: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A trade; the two prices protect the position that it opens or adds to."""

    fill: FillState
    stop_loss: Decimal | None = None
    take_profit: Decimal | None = None

    @property
    def at(self) -> datetime:
        return self.fill.at

    @property
    def order_id(self) -> str:
        return self.fill.order_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The order works no longer, and was not filled whole."""

    order_id: str
    status: OrderStatus
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Swapped:
    """A night was charged to a position, or paid to it."""

    position_id: str
    amount: Decimal
    at: datetime


Event = Opened | Listed | Rated | Moved | Accepted | Changed | Triggered | Filled | Ended | Swapped
OfOrder = Accepted | Changed | Triggered | Filled | Ended


def order_of(event: Event) -> str:
    """The id of the order an event is about; empty for the others."""
    if isinstance(event, Accepted):
        return event.order.id
    return event.order_id if isinstance(event, Changed | Triggered | Filled | Ended) else ""


def reference_of(event: Event) -> str:
    """The reference an event takes for ever; empty for those that take none."""
    return event.order.reference if isinstance(event, Accepted) else ""
