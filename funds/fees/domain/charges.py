"""A fee as whoever pays out a redemption is told of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from fidus.lib.money import Money


@dataclass(frozen=True, slots=True)
class Charge:
    """`account` is the ledger account to credit; `until` the day up to which the fee is settled by it."""

    kind: str
    label: str
    amount: Money
    account: int
    until: date | None = None


def within(charges: Iterable[Charge], amount: Money) -> list[Charge]:
    """The charges in their order, cut where they would be more than `amount`: nobody pays for leaving with more."""
    rest, fitting = amount, []
    for charge in charges:
        taken = min(charge.amount, rest)
        if taken > Money.zero(amount.currency):
            fitting.append(replace(charge, amount=taken))
            rest -= taken
    return fitting
