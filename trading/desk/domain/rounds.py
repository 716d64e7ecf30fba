"""What a strategy's fills made: first in, first out, of one symbol on one account. Costs are none of it.

A fill against what is held closes the oldest of it first; what is left over opens the other way round
(trading/domain/realised.py reckons the same sums for deals).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Context, Decimal

_WIDE = Context(prec=60)


@dataclass(frozen=True, slots=True)
class Filled:
    """`volume` is above zero for a buy, below for a sale."""

    at: datetime
    volume: Decimal
    price: Decimal


@dataclass(frozen=True, slots=True)
class Round:
    """What a fill closed, whatever number of fills had opened it; `made` in the instrument's currency, exact."""

    at: datetime
    volume: Decimal
    made: Decimal


@dataclass(frozen=True, slots=True)
class Lot:
    """Held still: signed volume and what it was bought or sold at."""

    volume: Decimal
    price: Decimal


class Book:
    """What is held of one symbol on one account, oldest first; it takes fills in the order in which they came."""

    def __init__(self, multiplier: Decimal) -> None:
        self._multiplier = multiplier
        self._held: deque[Lot] = deque()

    @property
    def lots(self) -> list[Lot]:
        return list(self._held)

    def take(self, fill: Filled) -> Round | None:
        """What the fill closed; None if it only opened."""
        held, left, made, volume = self._held, fill.volume, Decimal(0), Decimal(0)
        while left and held and (held[0].volume > 0) != (left > 0):
            oldest = held.popleft()
            part = min(oldest.volume.copy_abs(), left.copy_abs())
            gained = _WIDE.subtract(fill.price, oldest.price) * (1 if oldest.volume > 0 else -1)
            made = _WIDE.fma(_WIDE.multiply(gained, part), self._multiplier, made)
            volume = _WIDE.add(volume, part)
            left = _nearer_to_zero(left, part)
            if rest := _nearer_to_zero(oldest.volume, part):
                held.appendleft(Lot(rest, oldest.price))
        if left:
            held.append(Lot(left, fill.price))
        return Round(fill.at, volume, made) if volume else None


def rounds(fills: Iterable[Filled], multiplier: Decimal) -> tuple[list[Round], list[Lot]]:
    """What the fills of one symbol, oldest first, closed, and what is held after them."""
    book = Book(multiplier)
    closed = [closing for fill in fills if (closing := book.take(fill)) is not None]
    return closed, book.lots


def open_result(lots: Iterable[Lot], *, bid: Decimal, ask: Decimal, multiplier: Decimal) -> Decimal:
    """What closing the lots now would make: what was bought is sold at the bid, what was sold bought at the ask."""
    made = Decimal(0)
    for lot in lots:
        gained = _WIDE.subtract(bid if lot.volume > 0 else ask, lot.price)
        made = _WIDE.fma(_WIDE.multiply(gained, lot.volume), multiplier, made)
    return made


def hit_rate(closed: Sequence[Round]) -> Decimal | None:
    """Closing fills that gained, as a fraction of all; None before the first."""
    if not closed:
        return None
    return Decimal(sum(one.made > 0 for one in closed)) / len(closed)


def _nearer_to_zero(volume: Decimal, part: Decimal) -> Decimal:
    return _WIDE.subtract(volume, part) if volume > 0 else _WIDE.add(volume, part)
