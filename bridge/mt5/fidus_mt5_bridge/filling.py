"""Which ORDER_FILLING_* a symbol takes: its `filling_mode` is a mask of bits, the order's `type_filling` a number."""

from __future__ import annotations

from typing import Any

from fidus_mt5_bridge.failures import Failure, Kind

FOK, IOC, RETURN = 0, 1, 2  # ORDER_FILLING_*
FOK_BIT, IOC_BIT = 1, 2  # SYMBOL_FILLING_*, which the package does not name
REQUEST, INSTANT, MARKET, EXCHANGE = 0, 1, 2, 3  # SYMBOL_TRADE_EXECUTION_*


def of_market_order(symbol: Any, wanted: str) -> int:
    """`wanted` is fok, ioc or anything else for what the symbol takes; raises Failure where it takes no such order."""
    if symbol.trade_exemode in {REQUEST, INSTANT}:
        if wanted == "ioc":
            raise Failure(Kind.REFUSED, f"{symbol.name} is filled whole or not at all", "10030")
        return FOK
    allowed = {"fok": bool(symbol.filling_mode & FOK_BIT), "ioc": bool(symbol.filling_mode & IOC_BIT)}
    if wanted in allowed:
        if not allowed[wanted]:
            raise Failure(Kind.REFUSED, f"{symbol.name} takes no {wanted.upper()} orders", "10030")
        return FOK if wanted == "fok" else IOC
    if allowed["fok"]:
        return FOK
    if allowed["ioc"]:
        return IOC
    return RETURN


def of_pending_order(symbol: Any, wanted: str) -> int:
    """Pending orders rest; only where the symbol says so may they be all or nothing."""
    if wanted in {"fok", "ioc"}:
        raise Failure(Kind.REFUSED, f"a pending order on {symbol.name} works until it is filled or cancelled", "10030")
    return RETURN
