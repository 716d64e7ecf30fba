"""What people do to orders and switches, and what orders do that people must hear of. Each single step of an order is
an OrderEvent, and not here (docs/adr/0049-orders-follow-fills.md)."""

from dataclasses import dataclass
from decimal import Decimal

from accounts.trail.api import Event


@dataclass(frozen=True)
class OrderPlacedByHand(Event):
    """`share` is its worth in percent of the account's equity, where both are known."""

    account: int
    symbol: str
    side: str
    order_kind: str
    volume: Decimal
    purpose: str
    held: bool
    share: Decimal | None
    confirmed: tuple[str, ...]  # what was said to be meant all the same


@dataclass(frozen=True)
class OrderReleased(Event):
    account: int
    reason: str


@dataclass(frozen=True)
class OrderDeclined(Event):
    account: int
    reason: str


@dataclass(frozen=True)
class OrderCancelAsked(Event):
    """`dropped`: it had not been sent yet, so nobody needs to be asked."""

    account: int
    reason: str
    dropped: bool


@dataclass(frozen=True)
class OrdersCancelAsked(Event):
    """Everything of a scope at once; each order has its own OrderEvent."""

    scope: str
    thing: str
    reason: str
    dropped: int
    asked: int


@dataclass(frozen=True)
class OrderChangeAsked(Event):
    account: int
    change: dict[str, str]
    reason: str


@dataclass(frozen=True)
class PositionsCloseAsked(Event):
    """`orders` are the references of those that shall close them."""

    thing: str
    reason: str
    orders: tuple[str, ...]
    withdrawn: int  # stops and targets that protected what is closed


@dataclass(frozen=True)
class TradingReduced(Event):
    scope: str
    thing: str
    reason: str


@dataclass(frozen=True)
class TradingHalted(Event):
    scope: str
    thing: str
    reason: str


@dataclass(frozen=True)
class TradingResumed(Event):
    scope: str
    thing: str
    reason: str


@dataclass(frozen=True)
class TradingResumeAsked(Event):
    scope: str
    thing: str
    reason: str


@dataclass(frozen=True)
class TradingResumeDeclined(Event):
    scope: str
    thing: str
    reason: str


# ---- recorded with the order's own event of the same moment (services/append_events.py)


@dataclass(frozen=True)
class OrderRejected(Event):
    account: int
    strategy: str
    words: str
    code: str


@dataclass(frozen=True)
class OrderOutcomeUnknown(Event):
    account: int
    strategy: str
    words: str


@dataclass(frozen=True)
class OrderFoundAbsent(Event):
    """After an unknown outcome: it was sent, and the broker surely has none of it."""

    account: int
    strategy: str
    words: str


@dataclass(frozen=True)
class EntryFilledAfterExit(Event):
    """More than the exit `signal` (its strategy's name of it) had seen of the entry: it was not closed with it."""

    account: int
    strategy: str
    signal: str
    volume: Decimal


@dataclass(frozen=True)
class OrderOverfilled(Event):
    account: int
    strategy: str
    volume: Decimal
    filled: Decimal
