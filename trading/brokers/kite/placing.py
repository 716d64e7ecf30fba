"""An order as Kite's parameters, checked before anything is sent; and what Kite says when it took it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from trading.brokers.base import OutcomeUnknown, Refused
from trading.brokers.doubts import plain
from trading.brokers.facts import Change, OrderKind, OrderRequest, OrderState, OrderStatus, Side, TimeInForce
from trading.brokers.kite import failures, fields, grammar
from trading.brokers.kite.reading import KINDS_OUT, REFERENCE
from trading.brokers.kite.settings import Settings
from trading.brokers.rows import BadRow, Row, a_row, row_list

WORDS = {Side.BUY: "BUY", Side.SELL: "SELL"}
VALIDITIES = {TimeInForce.DAY: "DAY", TimeInForce.IOC: "IOC"}
PROTECTED = frozenset({OrderKind.MARKET, OrderKind.STOP})


def arguments(request: OrderRequest, settings: Settings) -> dict[str, Any]:
    """Raises Refused for what Kite cannot do."""
    exchange, name = grammar.split(request.symbol)
    if not REFERENCE.fullmatch(request.reference):
        raise Refused("a reference is 1 to 20 letters and digits", code="reference")
    if request.time_in_force not in VALIDITIES:
        raise Refused("Kite's orders are for the day or for at once", code="time in force")
    if request.stop_loss is not None or request.take_profit is not None:
        raise Refused("Kite's orders carry neither stop loss nor take profit", code="brackets")
    if request.closes:
        raise Refused("Kite keeps one position a symbol and product; none is closed by its number", code="closes")
    told: dict[str, Any] = {
        "variety": settings.variety, "exchange": exchange, "tradingsymbol": name,
        "transaction_type": WORDS[request.side], "quantity": whole(request.volume),
        "product": settings.product(exchange), "order_type": KINDS_OUT[request.kind],
        "validity": VALIDITIES[request.time_in_force], "tag": request.reference,
    }  # fmt: skip
    if request.limit_price is not None:
        told["price"] = f"{request.limit_price:f}"
    if request.stop_price is not None:
        told["trigger_price"] = f"{request.stop_price:f}"
    if request.kind in PROTECTED:
        told["market_protection"] = settings.market_protection
    return told


def changed(change: Change, order: OrderState) -> dict[str, Any]:
    if change.stop_loss is not None or change.take_profit is not None:
        raise Refused("Kite's orders carry neither stop loss nor take profit", code="brackets")
    wanted = {"price": (change.limit_price, order.limit_price), "trigger_price": (change.stop_price, order.stop_price)}
    if any(new is not None and old is None for new, old in wanted.values()):
        raise Refused(f"a {order.kind} order has no such price", code="price")
    told: dict[str, Any] = {name: f"{new:f}" for name, (new, _) in wanted.items() if new is not None}
    if change.volume is not None:
        told["quantity"] = whole(change.volume)
    return told


def whole(volume: Decimal) -> str:
    if volume != volume.to_integral_value():
        raise Refused("Kite trades whole units", code="volume")
    return f"{volume.to_integral_value():f}"


def number_told(answer: object) -> str:
    """The order's number; whoever answered something else may have placed it."""
    try:
        return fields.name({"order_id": answer}, "order_id")
    except BadRow:
        raise OutcomeUnknown("Kite took it, and its number cannot be read", code="answer") from None


def slices_told(answer: object) -> tuple[str, list[str]]:
    """The number of what was placed, and the words for each slice that was not; raises Refused if none was."""
    try:
        told = a_row(answer, "answer")
        children = row_list(told.get("children") or [], "children", 1_000)
        placed = [fields.name(child, "order_id") for child in children if child.get("order_id") is not None]
        words = [_words(child["error"]) for child in children if isinstance(child.get("error"), dict)]
    except BadRow:
        raise OutcomeUnknown("Kite answered, and the slices' numbers cannot be read", code="answer") from None
    if placed:
        head = told.get("order_id")
        return number_told(head) if head is not None else placed[0], words
    if not children and told.get("order_id") is not None:
        return number_told(told["order_id"]), words
    if children and len(words) == len(children):
        doubtful = [child["error"] for child in children if not _refuses(child["error"])]
        if not doubtful:
            raise Refused("; ".join(dict.fromkeys(words)), code=str(children[0]["error"].get("error_type", "")))
    raise OutcomeUnknown("Kite answered without an order's number", code="answer")


def as_told(request: OrderRequest, number: str, reason: str = "") -> OrderState:
    """Kite took it and does not show it yet: what is sure is its number."""
    return OrderState(
        id=number,
        reference=request.reference,
        symbol=request.symbol,
        side=request.side,
        kind=request.kind,
        status=OrderStatus.RECEIVED,
        volume=request.volume,
        limit_price=request.limit_price,
        stop_price=request.stop_price,
        reason=reason,
    )


def _words(error: Row) -> str:
    return plain(str(error.get("message", ""))) or "refused"


def _refuses(error: Mapping[str, Any]) -> bool:
    found = failures.failure(
        status=error.get("code") if type(error.get("code")) is int else None,
        kind=str(error.get("error_type", "")),
        words=str(error.get("message", "")),
        changes=True,
    )
    return isinstance(found, Refused)
