"""Whom reconciliation asks for our side of orders; fidus/wiring.py says who answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class OurOrder:
    """An order of ours that should be working: `number` is its broker's, or our reference while that is not known."""

    number: str
    open_volume: Decimal


# Takes account ids (None: all); gives the accounts on which only we send orders, each with what should be working.
OurOrders = Callable[[Iterable[int] | None], Mapping[int, Sequence[OurOrder]]]

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
