"""How Alpaca writes what it trades: AAPL, BRK.B, AAPL261218C00200000 (an option), BTC/USD (a coin)."""

from __future__ import annotations

import re

from trading.brokers.alpaca.fields import name, text
from trading.brokers.rows import Row

# What a client order id of ours is made of; those that Alpaca makes have dashes.
REFERENCE = re.compile(r"[0-9A-Za-z]{1,48}", re.ASCII)
NUMBER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_SYMBOL = re.compile(r"[A-Z0-9]{1,10}(/[A-Z0-9]{2,10}|[.-][A-Z0-9]{1,4})?|[A-Z0-9]{1,6}\d{6}[CP]\d{8}", re.ASCII)
_COINS_END = ("USDT", "USDC", "USDG", "USD", "BTC")


def is_known(symbol: str) -> bool:
    return _SYMBOL.fullmatch(symbol) is not None


def is_coin(symbol: str) -> bool:
    return "/" in symbol


def of(told: Row) -> str:
    """A row's. Positions in coins come without the stroke that orders and prices have."""
    symbol = name(told, "symbol", 40)
    if text(told, "asset_class", 40) == "crypto" and "/" not in symbol:
        end = next((end for end in _COINS_END if symbol.endswith(end) and symbol != end), "")
        return f"{symbol.removesuffix(end)}/{end}" if end else symbol
    return symbol


def reference(told: Row) -> str:
    given = text(told, "client_order_id", 200)
    return given if REFERENCE.fullmatch(given) else ""
