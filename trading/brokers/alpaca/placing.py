"""An order as Alpaca takes it, checked before anything is sent."""

from __future__ import annotations

from typing import Any

from trading.brokers.alpaca import names
from trading.brokers.base import Refused
from trading.brokers.facts import OrderKind, OrderRequest, TimeInForce

WORDS = {
    OrderKind.MARKET: "market", OrderKind.LIMIT: "limit", OrderKind.STOP: "stop", OrderKind.STOP_LIMIT: "stop_limit",
}  # fmt: skip
TIMES = {TimeInForce.DAY: "day", TimeInForce.GTC: "gtc", TimeInForce.IOC: "ioc", TimeInForce.FOK: "fok"}


def body(request: OrderRequest) -> dict[str, Any]:
    """Raises Refused for what Alpaca cannot do, or what is not done through us."""
    if not names.REFERENCE.fullmatch(request.reference):
        raise Refused("a reference is 1 to 48 letters and digits", code="reference")
    if not names.is_known(request.symbol):
        raise Refused(f"{request.symbol[:40]!r} is no name of Alpaca's, like AAPL or BTC/USD", code="symbol")
    if request.stop_loss is not None or request.take_profit is not None:
        raise Refused("orders to Alpaca carry neither stop loss nor take profit", code="brackets")
    if request.closes:
        raise Refused("Alpaca keeps one position a symbol; none is closed by its number", code="closes")
    told: dict[str, Any] = {
        "symbol": request.symbol, "qty": f"{request.volume:f}", "side": request.side.value,
        "type": WORDS[request.kind], "time_in_force": TIMES[request.time_in_force],
        "client_order_id": request.reference,
    }  # fmt: skip
    if request.limit_price is not None:
        told["limit_price"] = f"{request.limit_price:f}"
    if request.stop_price is not None:
        told["stop_price"] = f"{request.stop_price:f}"
    return told
