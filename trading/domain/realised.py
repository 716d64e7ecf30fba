"""What trades made, where the broker does not say it: first in, first out, symbol by symbol.

A trade against what is held closes the oldest of it first; what is left over opens the other way. Commissions are none
of it. Whatever the order of splits, buys less sells at their prices and what is still held at its cost make the sum.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Context, Decimal

_WIDE = Context(prec=60)
# Kite counts in lots at its other exchanges, and tells nobody in a trade how much a lot is.
_KITE_UNITS = frozenset({"NSE", "BSE", "NFO", "BFO"})
_OCC_OPTION = re.compile(r"[A-Z0-9.]{1,6} *\d{6}[CP]\d{8}")


@dataclass(frozen=True, slots=True)
class Traded:
    """`volume` is above zero for a buy, below for a sale."""

    volume: Decimal
    price: Decimal


def realised(trades: Iterable[Traded], multiplier: Decimal = Decimal(1)) -> Iterator[Decimal]:
    """What each of one symbol's trades, oldest first, realised: exact, not yet rounded."""
    held: deque[Traded] = deque()
    for trade in trades:
        made, left = Decimal(0), trade.volume
        while left and held and (held[0].volume > 0) != (left > 0):
            oldest = held[0]
            closed = min(oldest.volume.copy_abs(), left.copy_abs())  # abs() rounds to the context
            gained = _WIDE.subtract(trade.price, oldest.price) * (1 if oldest.volume > 0 else -1)
            made = _WIDE.fma(_WIDE.multiply(gained, closed), multiplier, made)
            left = _less(left, closed)
            rest = _less(oldest.volume, closed)
            if rest:
                held[0] = Traded(rest, oldest.price)
            else:
                held.popleft()
        if left:
            held.append(Traded(left, trade.price))
        yield made


def multiplier_of(platform: str, symbol: str) -> Decimal | None:
    """How many units of the underlying one unit of trade is; None where nobody told us, so that none is invented."""
    if platform == "kite":
        return Decimal(1) if symbol.partition(":")[0] in _KITE_UNITS else None
    if platform == "alpaca":
        return Decimal(100) if _OCC_OPTION.fullmatch(symbol) else Decimal(1)
    return None


def _less(volume: Decimal, closed: Decimal) -> Decimal:
    """Nearer to zero by `closed`."""
    return _WIDE.subtract(volume, closed) if volume > 0 else _WIDE.add(volume, closed)
