"""An order as the bridge takes it, checked before anything is sent; and what is sure of one not shown yet."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from trading.brokers.base import Refused
from trading.brokers.facts import OrderKind, OrderRequest, OrderState, OrderStatus
from trading.brokers.mt5 import fields
from trading.brokers.mt5.references import magic_of
from trading.brokers.rows import Row

COMMENT = 31  # characters that the platform takes


def arguments(request: OrderRequest) -> dict[str, Any]:
    """Raises Refused for what the platform cannot be asked."""
    try:
        magic = magic_of(request.reference)
    except ValueError as error:
        raise Refused(str(error), code="reference") from None
    told: dict[str, Any] = {
        "symbol": request.symbol, "side": request.side.value, "kind": request.kind.value,
        "volume": f"{request.volume:f}", "magic": magic, "time_in_force": request.time_in_force.value,
        # People see it in the terminal; nothing is read from it.
        "comment": f"{request.reference} {_plain(request.comment)}".strip()[:COMMENT],
    }  # fmt: skip
    stop_limit = request.kind is OrderKind.STOP_LIMIT
    prices = {
        "price": request.stop_price if request.stop_price is not None else request.limit_price,
        "stoplimit": request.limit_price if stop_limit else None,
        "sl": request.stop_loss,
        "tp": request.take_profit,
    }
    told |= {name: f"{value:f}" for name, value in prices.items() if value is not None}
    if request.closes:
        told["position"] = ticket(request.closes)
    return told


def _plain(comment: str) -> str:
    return "".join(letter if letter.isascii() and letter.isprintable() else "?" for letter in comment)


def ticket(number: str) -> int:
    """Raises Refused."""
    if not (number.isascii() and number.isdigit() and 0 < int(number) < 2**63):
        raise Refused(f"{number!r} is no ticket of MetaTrader 5", code="10013")
    return int(number)


def as_told(request: OrderRequest, told: Row) -> OrderState:
    """The broker took it and the terminal does not show it yet: what is sure is the ticket."""
    return OrderState(
        id=str(fields.whole(told, "ticket", 1)),
        reference=request.reference,
        symbol=request.symbol,
        side=request.side,
        kind=request.kind,
        status=OrderStatus.RECEIVED,
        volume=Decimal(request.volume),
        limit_price=request.limit_price,
        stop_price=request.stop_price,
        stop_loss=request.stop_loss,
        take_profit=request.take_profit,
    )
