"""What a paper account's books hold. Amounts in the account's currency, volumes in units of trade, prices as quoted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal

from trading.brokers.facts import (
    Instrument,
    OrderKind,
    OrderRequest,
    OrderState,
    OrderStatus,
    PositionState,
    Quote,
    Side,
    TimeInForce,
)

ZERO = Decimal(0)


class PaperRefusal(Exception):
    """The book says no, in words for the trader; nothing was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How the account is kept and what it costs. Swaps are gains: what the account pays is negative."""

    login: str
    server: str = "paper"
    currency: str
    hedging: bool = True
    leverage: Decimal = Decimal(100)
    stop_out: Decimal = Decimal(50)  # percent of margin
    commission_per_unit: Decimal = ZERO  # for each fill and unit of trade
    commission_percent: Decimal = ZERO  # of the fill's value
    swap_long: Decimal = ZERO  # for a unit of trade and night
    swap_short: Decimal = ZERO
    day_ends_at: time = time(0)

    def __post_init__(self) -> None:
        if self.leverage <= 0:
            raise ValueError("leverage is above zero")
        if min(self.stop_out, self.commission_per_unit, self.commission_percent) < 0:
            raise ValueError("stop-out level and commissions are not negative")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order as the book has it; `asked` is what was sent, None for what the book closes by itself."""

    id: str
    reference: str
    symbol: str
    side: Side
    kind: OrderKind
    volume: Decimal
    placed_at: datetime
    asked: OrderRequest | None = None
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    stop_loss: Decimal | None = None
    take_profit: Decimal | None = None
    time_in_force: TimeInForce = TimeInForce.GTC
    closes: str = ""
    comment: str = ""
    status: OrderStatus = OrderStatus.WORKING
    triggered: bool = False
    filled: Decimal = ZERO
    value: Decimal = ZERO  # sum of volume x price of its fills
    done_at: datetime | None = None
    reason: str = ""

    @property
    def rest(self) -> Decimal:
        return self.volume - self.filled

    @property
    def waits_for_stop(self) -> bool:
        return self.stop_price is not None and not self.triggered

    @property
    def limit(self) -> Decimal | None:
        """The worst price it takes now; None for any."""
        return None if self.waits_for_stop else self.limit_price

    def told(self) -> OrderState:
        return OrderState(
            id=self.id,
            reference=self.reference,
            symbol=self.symbol,
            side=self.side,
            kind=self.kind,
            status=self.status,
            volume=self.volume,
            filled=self.filled,
            average_price=self.value / self.filled if self.filled else None,
            limit_price=self.limit_price,
            stop_price=self.stop_price,
            stop_loss=self.stop_loss,
            take_profit=self.take_profit,
            placed_at=self.placed_at,
            done_at=self.done_at,
            reason=self.reason,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    id: str
    symbol: str
    side: Side
    volume: Decimal
    open_price: Decimal
    opened_at: datetime
    stop_loss: Decimal | None = None
    take_profit: Decimal | None = None
    swap: Decimal = ZERO
    reference: str = ""
    comment: str = ""

    def told(self, *, price: Decimal | None, profit: Decimal) -> PositionState:
        """As a broker tells it; `price` and `profit` are those of the market now."""
        return PositionState(
            id=self.id,
            symbol=self.symbol,
            side=self.side,
            volume=self.volume,
            open_price=self.open_price,
            price=price,
            stop_loss=self.stop_loss,
            take_profit=self.take_profit,
            profit=profit,
            swap=self.swap,
            opened_at=self.opened_at,
            reference=self.reference,
            comment=self.comment,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where the account stands after its events; `quotes` alone are not from them. `at` is the newest event's."""

    terms: Terms
    at: datetime
    balance: Decimal = ZERO
    next_id: int = 1
    orders: Mapping[str, Order] = field(default_factory=dict)  # those that work
    positions: Mapping[str, Position] = field(default_factory=dict)
    instruments: Mapping[str, Instrument] = field(default_factory=dict)
    rates: Mapping[str, Decimal] = field(default_factory=dict)  # what one unit of a currency is in the account's
    quotes: Mapping[str, Quote] = field(default_factory=dict)

    def orders_in_turn(self) -> list[Order]:
        """As they were placed."""
        return sorted(self.orders.values(), key=lambda order: int(order.id))

    def positions_in_turn(self) -> list[Position]:
        """As they were opened."""
        return sorted(self.positions.values(), key=lambda position: (position.opened_at, position.id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """What a stretch of time did to the bid; `at` is its beginning, `spread` what the ask is above."""

    symbol: str
    at: datetime
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    spread: Decimal = ZERO

    def __post_init__(self) -> None:
        if not 0 < self.low <= min(self.open, self.close) <= max(self.open, self.close) <= self.high:
            raise ValueError(f"{self.symbol} at {self.at}: open and close lie between low and high, all above zero")
        if self.spread < 0:
            raise ValueError("a spread is not negative")
