"""Whether a broker keeps a credit in the balance or beside it, found by what makes the balance it tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from trading.domain.history import CREDIT_KINDS


def kinds_in_balance(credits: Mapping[str, Decimal], missing: Decimal) -> frozenset[str]:
    """Kinds of credit that the balance holds; `missing` is the balance less all that surely is in it.

    `credits` sums the new ones by kind. MetaTrader keeps them beside, unless only counting some in makes the balance.
    """
    told = sorted(kind for kind in credits if credits[kind])
    if not missing or not told:
        return frozenset()
    for some in _choices(told):
        if sum((credits[kind] for kind in some), Decimal(0)) == missing:
            return frozenset(some)
    return frozenset()


def _choices(told: list[str]) -> Iterable[list[str]]:
    assert set(told) <= CREDIT_KINDS
    return [told, *([kind] for kind in told)]
