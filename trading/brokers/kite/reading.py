"""Kite's rows as facts: orders, trades, quotes. What holdings and positions come to is in portfolio.py."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from trading.brokers.facts import FillState, OrderKind, OrderState, OrderStatus, Quote, Side
from trading.brokers.kite import fields, grammar
from trading.brokers.rows import BadRow, Row, a_row, row_list

T = TypeVar("T")
SLICED = "autoslice"
REFERENCE = re.compile(r"[0-9A-Za-z]{1,20}", re.ASCII)
SIDES = {"BUY": Side.BUY, "SELL": Side.SELL}
KINDS = {
    "MARKET": OrderKind.MARKET, "LIMIT": OrderKind.LIMIT, "SL": OrderKind.STOP_LIMIT, "SL-M": OrderKind.STOP,
}  # fmt: skip
KINDS_OUT = {kind: word for word, kind in KINDS.items()}
ENDS = {
    "COMPLETE": OrderStatus.FILLED, "REJECTED": OrderStatus.REJECTED, "CANCELLED": OrderStatus.CANCELLED,
    "CANCELLED AMO": OrderStatus.CANCELLED, "LAPSED": OrderStatus.EXPIRED,
}  # fmt: skip
# On its way to the exchange. Every other word (OPEN, TRIGGER PENDING, MODIFY ..., CANCEL PENDING, and those that the
# vendor has not written down) is of an order that may still trade.
ARRIVING = frozenset({
    "PUT ORDER REQ RECEIVED", "VALIDATION PENDING", "OPEN PENDING", "AMO REQ RECEIVED",
    "AFTER MARKET ORDER REQ RECEIVED",
})  # fmt: skip


def order(told: Row) -> OrderState:
    """One row of the order book, of an order's history or of a postback."""
    word = fields.name(told, "status")
    volume, filled = fields.number(told, "quantity"), fields.optional(told, "filled_quantity")
    status = _status(word, filled)
    placed = fields.moment(told, "order_timestamp")
    try:
        return OrderState(
            id=fields.name(told, "order_id"),
            reference=reference(told),
            symbol=grammar.of(told),
            side=_of(SIDES, told, "transaction_type"),
            kind=_of(KINDS, told, "order_type"),
            status=status,
            volume=volume,
            filled=filled,
            average_price=fields.level(told, "average_price"),
            limit_price=fields.level(told, "price"),
            stop_price=fields.level(told, "trigger_price"),
            placed_at=placed,
            done_at=(fields.moment(told, "exchange_update_timestamp") or placed) if status.is_over else None,
            reason=_reason(told, word),
        )
    except BadRow:
        raise
    except ValueError as error:
        raise BadRow(str(error)) from None


def tags(told: Row) -> list[str]:
    """Our tag, and what others add: an app its own, Kite the marks of slices."""
    listed = told.get("tags")
    found = [told.get("tag"), *(listed if isinstance(listed, list) else [])]
    return list(dict.fromkeys(tag for tag in found if isinstance(tag, str) and tag))


def reference(told: Row) -> str:
    """The first tag that can be a name of ours; empty for people's own words."""
    return next((tag for tag in tags(told) if REFERENCE.fullmatch(tag) and tag != SLICED), "")


def newest(history: Sequence[Row]) -> Row:
    """How an order stands: the vendor promises no order of the steps, but an end is after all that is none."""
    if not history:
        raise BadRow("an order without any step")

    def place(numbered: tuple[int, Row]) -> tuple[bool, Decimal, datetime | None, int]:
        number, step = numbered
        at = fields.moment(step, "order_timestamp")
        if at is None:
            raise BadRow("a step without its time")
        return fields.name(step, "status") in ENDS, fields.optional(step, "filled_quantity"), at, number

    return max(enumerate(history), key=place)[1]


def fill(told: Row, references: Mapping[str, str]) -> FillState:
    """A trade; which of our orders it belongs to tells the order book."""
    at = fields.moment(told, "fill_timestamp") or fields.moment(told, "exchange_timestamp")
    if at is None:
        raise BadRow("a trade without its time")
    number = fields.name(told, "order_id")
    try:
        return FillState(
            id=grammar.fill_id(fields.name(told, "exchange", 16), at.date(), fields.name(told, "trade_id")),
            order_id=number,
            symbol=grammar.of(told),
            side=_of(SIDES, told, "transaction_type"),
            volume=fields.number(told, "quantity"),
            price=fields.number(told, "average_price"),
            at=at,
            reference=references.get(number, ""),
        )
    except BadRow:
        raise
    except ValueError as error:
        raise BadRow(str(error)) from None


def quote(symbol: str, told: Row) -> Quote | None:
    at = fields.moment(told, "timestamp") or fields.moment(told, "last_trade_time")
    if at is None:
        return None
    depth = a_row(told.get("depth") or {}, "depth")
    (bid, bid_size), (ask, ask_size) = _best(depth.get("buy")), _best(depth.get("sell"))
    last = fields.level(told, "last_price")
    return Quote(symbol=symbol, at=at, bid=bid, ask=ask, last=last, bid_size=bid_size, ask_size=ask_size)


def _best(side: object) -> tuple[Decimal | None, Decimal | None]:
    levels = row_list(side or [], "depth", 100)
    price = fields.level(levels[0], "price") if levels else None
    return (price, fields.optional(levels[0], "quantity")) if price is not None else (None, None)


def _status(word: str, filled: Decimal) -> OrderStatus:
    if word in ENDS:
        return ENDS[word]
    if filled:
        return OrderStatus.PARTIAL
    return OrderStatus.RECEIVED if word in ARRIVING else OrderStatus.WORKING


def _reason(told: Row, word: str) -> str:
    words = fields.text(told, "status_message", 2_000) or fields.text(told, "status_message_raw", 2_000)
    return words[:400] or ("" if word in {"OPEN", "COMPLETE"} else word.lower())


def _of(table: Mapping[str, T], told: Row, field: str) -> T:
    word = fields.name(told, field)
    if word not in table:
        raise BadRow(f"{field} says {word[:40]!r}")
    return table[word]
