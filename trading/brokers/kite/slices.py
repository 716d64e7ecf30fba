"""An order above the exchange's freeze limit goes out in slices that share our tag: for us they are one order.

Its number is the first slice's. Slices that Kite refused at once are in no book, so they count as neither volume nor
rejection afterwards: the volume we read is what reached the exchange, less than was asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal

from trading.brokers.facts import OrderState, OrderStatus

_AVERAGE = Decimal("0.000001")


def joined(orders: Iterable[OrderState]) -> list[OrderState]:
    """Each order once: slices as one, and those without our reference as they are."""
    groups: dict[tuple[str, ...], list[OrderState]] = {}
    for order in orders:
        groups.setdefault(_key(order), []).append(order)
    return [one(group) for group in groups.values()]


def heads(orders: Iterable[OrderState]) -> dict[str, str]:
    """Slice's number -> its order's number."""
    groups: dict[tuple[str, ...], list[OrderState]] = {}
    for order in orders:
        groups.setdefault(_key(order), []).append(order)
    return {order.id: _first(group).id for group in groups.values() for order in group}


def one(slices: Sequence[OrderState]) -> OrderState:
    if len(slices) == 1:
        return slices[0]
    volume = sum((each.volume for each in slices), Decimal(0))
    filled = sum((each.filled for each in slices), Decimal(0))
    cost = sum((each.filled * (each.average_price or 0) for each in slices), Decimal(0))
    ends = [each.done_at for each in slices if each.done_at is not None]
    status = _status(slices, volume=volume, filled=filled)
    return replace(
        _first(slices),
        volume=volume,
        filled=filled,
        status=status,
        average_price=(cost / filled).quantize(_AVERAGE, ROUND_HALF_EVEN) if filled else None,
        done_at=max(ends) if ends and status.is_over else None,
        reason="; ".join(dict.fromkeys(each.reason for each in slices if each.reason))[:400],
    )


def _key(order: OrderState) -> tuple[str, ...]:
    if not order.reference:
        return ("", order.id)
    return (order.reference, order.symbol, order.side)


def _first(slices: Sequence[OrderState]) -> OrderState:
    return min(slices, key=lambda each: (len(each.id), each.id))


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
