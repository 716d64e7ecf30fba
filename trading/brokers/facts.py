"""What brokers tell and what they are asked, in one shape for all of them: values, checked when they are made.

Amounts are in the account's currency, prices in the instrument's, volumes in the instrument's units of trade (lots,
shares, contracts). Times are the broker's own clock held as UTC (docs/adr/0007-server-time.md). A broker's numbers are
text here: one counts, another makes names. `reference` is our name of an order, for ever: we made it before sending,
the broker keeps it, and by it an order is found again whose answer was lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class Side(StrEnum):
    BUY = "buy"
    SELL = "sell"

    @property
    def opposite(self) -> Side:
        return Side.SELL if self is Side.BUY else Side.BUY


class OrderKind(StrEnum):
    MARKET = "market"
    LIMIT = "limit"
    STOP = "stop"
    STOP_LIMIT = "stop limit"


class TimeInForce(StrEnum):
    """How long an order works: to the day's end, until cancelled, at once what can be had, at once all or nothing."""

    DAY = "day"
    GTC = "gtc"
    IOC = "ioc"
    FOK = "fok"


class OrderStatus(StrEnum):
    """Where an order stands at its broker. The last five are ends, yet a late fill may come after each of them."""

    RECEIVED = "received"
    WORKING = "working"
    PARTIAL = "partial"
    FILLED = "filled"
    CANCELLED = "cancelled"
    REJECTED = "rejected"
    EXPIRED = "expired"
    REPLACED = "replaced"

    @property
    def is_over(self) -> bool:
        return self not in {OrderStatus.RECEIVED, OrderStatus.WORKING, OrderStatus.PARTIAL}


class AssetKind(StrEnum):
    FOREX = "forex"
    STOCK = "stock"
    ETF = "etf"
    INDEX = "index"
    FUTURE = "future"
    OPTION = "option"
    COMMODITY = "commodity"
    CRYPTO = "crypto"
    BOND = "bond"
    OTHER = "other"


class OptionRight(StrEnum):
    CALL = "call"
    PUT = "put"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountState:
    """An account's money: equity = balance + credit + open profit; margin level = equity over margin, in percent."""

    login: str
    server: str
    currency: str
    environment: str  # live, demo, contest or paper, as BrokerAccount has them
    balance: Decimal
    equity: Decimal
    credit: Decimal = Decimal(0)
    open_profit: Decimal = Decimal(0)
    margin: Decimal = Decimal(0)
    free_margin: Decimal | None = None
    leverage: Decimal | None = None
    may_trade: bool = True
    name: str = ""
    company: str = ""

    @property
    def margin_level(self) -> Decimal | None:
        return self.equity / self.margin * 100 if self.margin else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionState:
    """Something held now. Where a broker keeps one position a symbol, `id` is the symbol's own."""

    id: str
    symbol: str
    side: Side
    volume: Decimal
    open_price: Decimal
    price: Decimal | None = None
    stop_loss: Decimal | None = None
    take_profit: Decimal | None = None
    profit: Decimal = Decimal(0)
    swap: Decimal = Decimal(0)
    opened_at: datetime | None = None
    reference: str = ""
    comment: str = ""

    def __post_init__(self) -> None:
        _positive(self.volume, "a position's volume")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderState:
    """An order as its broker has it; `filled` and the sum of its fills may differ for a while."""

    id: str
    reference: str
    symbol: str
    side: Side
    kind: OrderKind
    status: OrderStatus
    volume: Decimal
    filled: Decimal = Decimal(0)
    average_price: Decimal | None = None
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    stop_loss: Decimal | None = None
    take_profit: Decimal | None = None
    placed_at: datetime | None = None
    done_at: datetime | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        _positive(self.volume, "an order's volume")
        if not 0 <= self.filled <= self.volume:
            raise ValueError(f"{self.filled} of {self.volume} cannot be filled")

    @property
    def open_volume(self) -> Decimal:
        return Decimal(0) if self.status.is_over else self.volume - self.filled


@dataclass(frozen=True, slots=True, kw_only=True)
class FillState:
    """One trade of an order. `direction` is in, out, in/out or out by where the broker tells; costs are negative.

    What it did to the balance is profit + commission + fee + swap. Without `costs_told` these four come later, under
    the same number.
    """

    id: str
    order_id: str
    symbol: str
    side: Side
    volume: Decimal
    price: Decimal
    at: datetime
    reference: str = ""
    position_id: str = ""
    direction: str = ""
    commission: Decimal = Decimal(0)
    fee: Decimal = Decimal(0)
    swap: Decimal = Decimal(0)
    profit: Decimal = Decimal(0)
    comment: str = ""
    costs_told: bool = True

    def __post_init__(self) -> None:
        _positive(self.volume, "a fill's volume")


@dataclass(frozen=True, slots=True, kw_only=True)
class CashState:
    """Money that came or went without a trade; `kind` is one of trading.domain.history.CASH_KINDS."""

    id: str
    kind: str
    amount: Decimal
    at: datetime
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """What can be traded, and in which steps; `multiplier` is how many units of the underlying one unit of trade is."""

    symbol: str
    kind: AssetKind
    currency: str
    tick_size: Decimal
    volume_step: Decimal
    volume_min: Decimal
    volume_max: Decimal | None = None
    multiplier: Decimal = Decimal(1)
    id: str = ""
    exchange: str = ""
    name: str = ""
    underlying: str = ""
    expires_on: datetime | None = None
    strike: Decimal | None = None
    right: OptionRight | None = None
    may_trade: bool = True

    def __post_init__(self) -> None:
        _positive(self.tick_size, "a tick size")
        _positive(self.volume_step, "a volume step")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The best prices at a moment, and the sizes shown there where the broker tells them, in units of trade.

    A market that shows no price has none. `delayed` are not those of the market now.
    """

    symbol: str
    at: datetime
    bid: Decimal | None = None
    ask: Decimal | None = None
    last: Decimal | None = None
    delayed: bool = False
    bid_size: Decimal | None = None
    ask_size: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRequest:
    """What is to be sent. `closes` names the position it closes, where a broker keeps several of one symbol."""

    reference: str
    symbol: str
    side: Side
    kind: OrderKind
    volume: Decimal
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    stop_loss: Decimal | None = None
    take_profit: Decimal | None = None
    time_in_force: TimeInForce = TimeInForce.GTC
    closes: str = ""
    comment: str = ""

    def __post_init__(self) -> None:
        if not self.reference:
            raise ValueError("an order needs our reference before it is sent")
        _positive(self.volume, "an order's volume")
        wants_limit = self.kind in {OrderKind.LIMIT, OrderKind.STOP_LIMIT}
        wants_stop = self.kind in {OrderKind.STOP, OrderKind.STOP_LIMIT}
        if wants_limit != (self.limit_price is not None):
            raise ValueError(f"a {self.kind} order has {'a' if wants_limit else 'no'} limit price")
        if wants_stop != (self.stop_price is not None):
            raise ValueError(f"a {self.kind} order has {'a' if wants_stop else 'no'} stop price")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is to be changed of a working order; what is None stays."""

    volume: Decimal | None = None
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    stop_loss: Decimal | None = None
    take_profit: Decimal | None = None


def _positive(value: Decimal, what: str) -> None:
    if not value.is_finite() or value <= 0:
        raise ValueError(f"{what} must be above zero; it is {value}")
