"""An order above the exchange's freeze limit goes out in slices, which Kite marks: for us they are one order.

Each slice carries our tag, the word `autoslice` and `autoslice:` with the number that placing them gave; that is the
order's number here. Slices refused at once are in no book: the volume read is what reached the exchange, which may be
less than was asked for. Two orders that merely share a tag are two orders.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal

from trading.brokers.facts import OrderState, OrderStatus
from trading.brokers.kite import fields, reading
from trading.brokers.kite.reading import SLICED
from trading.brokers.rows import Row

_AVERAGE = Decimal("0.000001")


def heads(rows: Iterable[Row]) -> dict[str, str]:
    """Number of each order in the book -> number of the order it is a slice of, or its own."""
    found: dict[str, str] = {}
    unnamed: dict[str, list[str]] = {}
    for row in rows:
        number, tags = fields.name(row, "order_id"), reading.tags(row)
        named = next((tag.partition(":")[2] for tag in tags if tag.startswith(f"{SLICED}:")), "")
        found[number] = named or number
        if not named and SLICED in tags and reading.reference(row):
            unnamed.setdefault(reading.reference(row), []).append(number)
    for numbers in unnamed.values():
        first = min(numbers, key=lambda number: (len(number), number))
        found |= dict.fromkeys(numbers, first)
    return found


def joined(rows: Sequence[Row]) -> list[OrderState]:
    """The orders of a book, slices as one."""
    groups: dict[str, list[OrderState]] = {}
    for row, head in zip(rows, heads(rows).values(), strict=True):
        groups.setdefault(head, []).append(reading.order(row))
    return [one(slices, head) for head, slices in groups.items()]


def one(slices: Sequence[OrderState], number: str) -> OrderState:
    if len(slices) == 1:
        return replace(slices[0], id=number)
    volume = sum((each.volume for each in slices), Decimal(0))
    filled = sum((each.filled for each in slices), Decimal(0))
    cost = sum((each.filled * (each.average_price or 0) for each in slices), Decimal(0))
    ends = [each.done_at for each in slices if each.done_at is not None]
    status = _status(slices, volume=volume, filled=filled)
    return replace(
        slices[0],
        id=number,
        volume=volume,
        filled=filled,
        status=status,
        average_price=(cost / filled).quantize(_AVERAGE, ROUND_HALF_EVEN) if filled else None,
        placed_at=min((each.placed_at for each in slices if each.placed_at is not None), default=None),
        done_at=max(ends) if ends and status.is_over else None,
        reason="; ".join(dict.fromkeys(each.reason for each in slices if each.reason))[:400],
    )


def _status(slices: Sequence[OrderState], *, volume: Decimal, filled: Decimal) -> OrderStatus:
    if any(not each.status.is_over for each in slices):
        if filled:
            return OrderStatus.PARTIAL
        arriving = all(each.status in {OrderStatus.RECEIVED, OrderStatus.REJECTED} for each in slices)
        return OrderStatus.RECEIVED if arriving else OrderStatus.WORKING
    if filled == volume:
        return OrderStatus.FILLED
    if all(each.status is OrderStatus.REJECTED for each in slices):
        return OrderStatus.REJECTED
    return OrderStatus.CANCELLED
