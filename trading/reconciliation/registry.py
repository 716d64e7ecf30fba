"""Whom reconciliation asks for our side of orders, and for what they hold; fidus/wiring.py says who answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class OurOrder:
    """An order of ours that should be working: `number` is its broker's, or our reference while that is not known."""

    number: str
    open_volume: Decimal


@dataclass(frozen=True, slots=True)
class OurHolding:
    """What all orders of ours have made of a symbol, signed; `moved_at` is when its newest fill was told, if lately."""

    symbol: str
    volume: Decimal
    moved_at: datetime | None = None


# Takes account ids (None: all); gives the accounts on which only we send orders, each with what should be working.
OurOrders = Callable[[Iterable[int] | None], Mapping[int, Sequence[OurOrder]]]

# Likewise: the accounts on which a position changes by our orders alone.
OurHoldings = Callable[[Iterable[int] | None], Mapping[int, Sequence[OurHolding]]]

_answers: dict[str, str] = {}


def our_orders_by(name: str) -> None:
    """`name` is dotted; empty while nobody sends orders."""
    _answers["orders"] = name


def our_orders(accounts: Iterable[int] | None) -> Mapping[int, Sequence[OurOrder]]:
    """Nothing where nobody sends orders: then the broker's are not compared, for they are people's own."""
    name = _answers.get("orders")
    if not name:
        return {}
    answer: OurOrders = import_string(name)
    return answer(accounts)


def our_holdings_by(name: str) -> None:
    """`name` is dotted; empty while nobody sends orders."""
    _answers["holdings"] = name


def our_holdings(accounts: Iterable[int] | None) -> Mapping[int, Sequence[OurHolding]]:
    name = _answers.get("holdings")
    if not name:
        return {}
    answer: OurHoldings = import_string(name)
    return answer(accounts)
