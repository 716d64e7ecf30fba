"""An account's trading history as its broker's terminal tells it: what a report says, before anything is stored.

Times are the terminal's server time, which names no zone (docs/adr/0007-server-time.md); amounts are in the account's
currency, volumes in lots.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

TRADE_KINDS = frozenset({"buy", "sell", "buy canceled", "sell canceled"})
CREDIT_KINDS = frozenset({"credit", "bonus"})
# Costs and yields booked apart from a trade. Flows like the rest, yet some terminals count them in the net profit.
CHARGE_KINDS = frozenset(
    {
        "charge",
        "commission",
        "daily commission",
        "monthly commission",
        "agent commission",
        "interest",
        "dividend",
        "tax",
    }
)
CASH_KINDS = frozenset({"balance", "correction"}) | CREDIT_KINDS | CHARGE_KINDS

# The terminal's deal types are not translated, but their wording changed between its versions.
DEAL_KINDS: dict[str, str] = {kind: kind for kind in TRADE_KINDS | CASH_KINDS} | {
    "canceled buy": "buy canceled",
    "canceled sell": "sell canceled",
    "deposit": "balance",
    "withdrawal": "balance",
    "commission daily": "daily commission",
    "commission monthly": "monthly commission",
    "commission agent": "agent commission",
    "commission agent daily": "agent commission",
    "commission agent monthly": "agent commission",
    "daily agent commission": "agent commission",
    "monthly agent commission": "agent commission",
    "agent": "agent commission",
    "interest rate": "interest",
    "franked dividend": "dividend",
    "dividend franked": "dividend",
}
DIRECTIONS = frozenset({"in", "out", "in/out", "out by"})


@dataclass(frozen=True, slots=True)
class AccountHeader:
    """Whose history it is, and when the terminal saved it."""

    login: int
    currency: str
    server: str
    environment: str  # live, demo or contest
    margin_mode: str  # hedge, netting or exchange
    saved_at: datetime
    name: str = ""
    company: str = ""


@dataclass(frozen=True, slots=True)
class PositionRow:
    ticket: int
    symbol: str
    side: str
    volume: Decimal
    opened_at: datetime
    open_price: Decimal
    swap: Decimal
    profit: Decimal
    commission: Decimal = Decimal(0)
    closed_at: datetime | None = None  # None: still open when the report was saved
    close_price: Decimal | None = None  # of an open position, the market price
    stop_loss: Decimal | None = None
    take_profit: Decimal | None = None
    comment: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class OrderRow:
    ticket: int
    symbol: str
    kind: str
    volume: Decimal
    filled_volume: Decimal
    placed_at: datetime
    state: str
    price: Decimal | None = None  # None: at market
    stop_loss: Decimal | None = None
    take_profit: Decimal | None = None
    done_at: datetime | None = None  # None: still working when the report was saved
    comment: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class DealRow:
    """A trade or a cash operation, with the balance the terminal prints after it."""

    ticket: int
    at: datetime
    kind: str
    profit: Decimal
    balance: Decimal
    symbol: str = ""
    direction: str = ""
    volume: Decimal | None = None
    price: Decimal | None = None
    order: int | None = None
    commission: Decimal = Decimal(0)
    fee: Decimal = Decimal(0)
    swap: Decimal = Decimal(0)
    comment: str = ""
    in_balance: bool = True  # False: a credit that the terminal keeps beside the balance
    line: int = 0

    @property
    def is_trade(self) -> bool:
        return self.kind in TRADE_KINDS

    @property
    def net(self) -> Decimal:
        return self.profit + self.swap + self.commission + self.fee


@dataclass(frozen=True, slots=True)
class Totals:
    """What a report read to its end has proved."""

    deals: int
    opening_balance: Decimal
    closing_balance: Decimal
    first_ticket: int
    last_ticket: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class History:
    """A whole history in memory, for writing; reading streams instead."""

    header: AccountHeader
    deals: Sequence[DealRow]
    positions: Sequence[PositionRow] = ()
    orders: Sequence[OrderRow] = ()
    open_positions: Sequence[PositionRow] = ()
    working_orders: Sequence[OrderRow] = ()
    credit: Decimal = field(default=Decimal(0))
