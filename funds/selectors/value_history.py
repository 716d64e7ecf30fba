"""What a client's money was worth on past days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import Client
from fidus.lib.money import Money
from funds.selectors.obligations import Obligation, obligation_history


@dataclass(frozen=True, slots=True)
class ValuePoint:
    """Principal placed and its value with interest less payouts, at the end of a day."""

    on: date
    paid_in: Money
    value: Money


def value_history(client: Client, dates: Sequence[date]) -> dict[str, list[ValuePoint]]:
    """By currency, one point for each of `dates`. Two queries, however many investments."""
    investments = list(client.investments.all())
    history = obligation_history(investments, dates=dates)
    points: dict[str, list[ValuePoint]] = {}
    for currency in sorted({investment.currency for investment in investments}):
        owned = [history[investment.pk] for investment in investments if investment.currency == currency]
        sums = [sum((line[place] for line in owned), Obligation.none(currency)) for place in range(len(dates))]
        points[currency] = [ValuePoint(day, held.principal, held.total) for day, held in zip(dates, sums, strict=True)]
    return points
