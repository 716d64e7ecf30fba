"""Alpaca's rows as facts: orders, trades, positions, money, prices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal

from trading.brokers.alpaca import fields, names
from trading.brokers.facts import (
    AccountState,
    FillState,
    OrderKind,
    OrderState,
    OrderStatus,
    PositionState,
    Quote,
    Side,
)
from trading.brokers.rows import BadRow, Row

KINDS = {
    "market": OrderKind.MARKET, "limit": OrderKind.LIMIT, "stop": OrderKind.STOP, "stop_limit": OrderKind.STOP_LIMIT,
    "trailing_stop": OrderKind.STOP,
}  # fmt: skip
ENDS = {
    "filled": OrderStatus.FILLED, "canceled": OrderStatus.CANCELLED, "expired": OrderStatus.EXPIRED,
    "rejected": OrderStatus.REJECTED, "replaced": OrderStatus.REPLACED,
}  # fmt: skip
# Every other word (new, pending_cancel, done_for_day, stopped, suspended, calculated, and those that the vendor has not
# written down) is of an order that may still trade.
ARRIVING = frozenset({"accepted", "pending_new", "accepted_for_bidding", "held", "pending_review"})
ENDED_AT = {
    OrderStatus.FILLED: "filled_at", OrderStatus.CANCELLED: "canceled_at", OrderStatus.EXPIRED: "expired_at",
    OrderStatus.REJECTED: "failed_at", OrderStatus.REPLACED: "replaced_at",
}  # fmt: skip
CENT = Decimal("0.01")


def account(told: Row, positions: Sequence[Row], *, server: str) -> AccountState:
    """Balance is cash and what the positions cost, so that it moves with trades and cash and never with prices.

    Equity is made of the same rows: asked for at another moment it would be another market's.
    """
    number = fields.name(told, "account_number", 40)
    cost = sum((fields.number(row, "cost_basis") for row in positions), Decimal(0))
    profit = _cents(sum((fields.optional(row, "unrealized_pl") or Decimal(0) for row in positions), Decimal(0)))
    balance, margin = _cents(fields.number(told, "cash") + cost), fields.optional(told, "maintenance_margin")
    stopped = any(told.get(name) is True for name in ("trading_blocked", "account_blocked", "trade_suspended_by_user"))
    return AccountState(
        login=number,
        server=server,
        currency=fields.name(told, "currency", 8),
        environment="paper" if is_paper(number) else "live",
        balance=balance,
        equity=balance + profit,
        open_profit=profit,
        margin=margin or Decimal(0),
        free_margin=None if margin is None else balance + profit - margin,
        leverage=fields.optional(told, "multiplier"),
        may_trade=not stopped and fields.text(told, "status") == "ACTIVE",
        company="Alpaca",
    )


def is_paper(number: str) -> bool:
    """The vendor's paper accounts begin with PA."""
    return number.upper().startswith("PA")


def position(told: Row) -> PositionState:
    volume = fields.number(told, "qty")
    try:
        return PositionState(
            id=fields.name(told, "asset_id"),
            symbol=names.of(told),
            side=Side.SELL if volume < 0 or fields.text(told, "side") == "short" else Side.BUY,
            volume=abs(volume),
            open_price=fields.number(told, "avg_entry_price"),
            price=fields.level(told, "current_price"),
            profit=_cents(fields.optional(told, "unrealized_pl") or Decimal(0)),
        )
    except BadRow:
        raise
    except ValueError as error:
        raise BadRow(str(error)) from None


def order(told: Row) -> OrderState | None:
    """None for what has no size of its own: an order for a sum of money before its first trade, several legs as one."""
    filled = fields.optional(told, "filled_qty") or Decimal(0)
    volume = fields.optional(told, "qty") or filled
    if not volume or not fields.text(told, "symbol"):
        return None
    status = _status(fields.name(told, "status", 40), filled)
    try:
        return OrderState(
            id=fields.name(told, "id"),
            reference=names.reference(told),
            symbol=names.of(told),
            side=side(told),
            kind=_kind(told),
            status=status,
            volume=volume,
            filled=filled,
            average_price=fields.level(told, "filled_avg_price"),
            limit_price=fields.level(told, "limit_price"),
            stop_price=fields.level(told, "stop_price"),
            placed_at=fields.moment(told, "submitted_at") or fields.moment(told, "created_at"),
            done_at=_ended(told, status),
            reason="" if status is OrderStatus.FILLED else fields.text(told, "status").replace("_", " "),
        )
    except BadRow:
        raise
    except ValueError as error:
        raise BadRow(str(error)) from None


def fill(told: Row, references: Mapping[str, str]) -> FillState:
    """A trade; which of our orders it belongs to tell the orders."""
    at = fields.moment(told, "transaction_time")
    if at is None:
        raise BadRow("a trade without its time")
    number = fields.name(told, "order_id")
    try:
        return FillState(
            id=fields.name(told, "id"),
            order_id=number,
            symbol=names.of(told),
            side=side(told),
            volume=abs(fields.number(told, "qty")),
            price=fields.number(told, "price"),
            at=at,
            reference=references.get(number, ""),
        )
    except BadRow:
        raise
    except ValueError as error:
        raise BadRow(str(error)) from None


def quote(symbol: str, told: Row, *, delayed: bool) -> Quote | None:
    at = fields.moment(told, "t")
    if at is None:
        return None
    sized = names.is_coin(symbol)  # shares' sizes are told in lots or in shares, as the feed likes
    return Quote(
        symbol=symbol,
        at=at,
        bid=fields.level(told, "bp"),
        ask=fields.level(told, "ap"),
        delayed=delayed,
        bid_size=fields.level(told, "bs") if sized else None,
        ask_size=fields.level(told, "as") if sized else None,
    )


def side(told: Row) -> Side:
    """Its words for selling are several: sell, sell_short, sell_plus."""
    word = fields.name(told, "side", 40)
    if word.startswith("buy"):
        return Side.BUY
    if word.startswith("sell"):
        return Side.SELL
    raise BadRow(f"side says {word!r}")


def _kind(told: Row) -> OrderKind:
    word = fields.text(told, "type", 40) or fields.name(told, "order_type", 40)
    if word not in KINDS:
        raise BadRow(f"type says {word!r}")
    return KINDS[word]


def _status(word: str, filled: Decimal) -> OrderStatus:
    if word in ENDS:
        return ENDS[word]
    if filled:
        return OrderStatus.PARTIAL
    return OrderStatus.RECEIVED if word in ARRIVING else OrderStatus.WORKING


def _ended(told: Row, status: OrderStatus) -> datetime | None:
    return fields.moment(told, ENDED_AT[status]) or fields.moment(told, "updated_at") if status in ENDED_AT else None


def _cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_EVEN)
