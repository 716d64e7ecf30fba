"""What a fill cost against the price that the strategy saw."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal

_WIDE = Context(prec=60)


@dataclass(frozen=True, slots=True)
class Slippage:
    """Above zero is worse than the reference: bought dearer, sold cheaper. `cost` is in the instrument's currency."""

    worse: Decimal
    ticks: Decimal | None
    cost: Decimal | None


def slippage(
    *,
    side: str,
    price: Decimal,
    reference: Decimal,
    volume: Decimal,
    tick_size: Decimal | None,
    multiplier: Decimal | None,
) -> Slippage:
    """Exact, not yet rounded; None for what the instrument's facts do not tell. `multiplier`: units in one volume."""
    worse = _WIDE.subtract(price, reference) if side == "buy" else _WIDE.subtract(reference, price)
    return Slippage(
        worse=worse,
        ticks=None if tick_size is None else _WIDE.divide(worse, tick_size),
        cost=None if multiplier is None else _WIDE.multiply(_WIDE.multiply(worse, volume), multiplier),
    )


def average_price(fills: list[tuple[Decimal, Decimal]]) -> Decimal | None:
    """Of (volume, price), weighted by volume; None of nothing."""
    volume = sum((one for one, _ in fills), Decimal(0))
    if not volume:
        return None
    return _WIDE.divide(sum((_WIDE.multiply(one, price) for one, price in fills), Decimal(0)), volume)
