"""Our name of an instrument at Kite: `EXCHANGE:TRADINGSYMBOL`, as Kite's own quotes have it.

`NSE:INFY`, `BSE:SENSEX`, `NFO:NIFTY26NOVFUT`, `MCX:GOLDPETAL26NOVFUT`, `CDS:USDINR26NOVFUT`. A trading symbol may hold
capital letters, digits, `&`, `-`, `_`, `.`, `*`, `$` and spaces (`NSE:NIFTY 50`).
"""

from __future__ import annotations

import re
from datetime import date

from trading.brokers.base import Refused
from trading.brokers.kite.fields import name
from trading.brokers.rows import Row

EXCHANGES = ("NSE", "BSE", "NFO", "BFO", "CDS", "BCD", "MCX", "NCO")
SHARES = frozenset({"NSE", "BSE"})
_SYMBOL = re.compile(rf"({'|'.join(EXCHANGES)}):([A-Z0-9][A-Z0-9&_.*$ -]{{0,47}})", re.ASCII)


def split(symbol: str) -> tuple[str, str]:
    """Exchange and trading symbol; raises Refused for what is no such name."""
    found = _SYMBOL.fullmatch(symbol)
    if not found:
        raise Refused(f"{symbol!r} is no name as EXCHANGE:TRADINGSYMBOL, say NSE:INFY", code="symbol")
    return found[1], found[2]


def is_known(symbol: str) -> bool:
    return _SYMBOL.fullmatch(symbol) is not None


def of(told: Row) -> str:
    """A row's; what exchange it is we do not judge."""
    return f"{name(told, 'exchange', 16)}:{name(told, 'tradingsymbol')}"


def fill_id(exchange: str, day: date, trade_id: str) -> str:
    """An exchange counts its trades anew each day, so its number alone would hide another trade some day."""
    return f"{exchange}:{day:%Y%m%d}:{trade_id}"
