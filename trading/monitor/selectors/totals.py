"""Sums over accounts: by currency, real money apart from simulated; how many there are of each kind, how fresh."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, Case, Count, Min, Q, QuerySet, Sum, Value, When

from fidus.lib import clock
from fidus.lib.money import Money
from trading.models import BrokerAccount
from trading.monitor.domain.figures import FRESH_WITHIN, margin_used
from trading.monitor.selectors.accounts import ORIGINS, REAL_MONEY, UNREAD


@dataclass(frozen=True, slots=True)
class CurrencyTotal:
    """Accounts of one currency whose figures are known; simulated money is never added to real."""

    currency: str
    is_real: bool
    accounts: int
    balance: Money
    equity: Money
    open_profit: Money
    margin: Money
    positions: int

    @property
    def margin_used(self) -> Decimal | None:
        return margin_used(margin=self.margin.amount, equity=self.equity.amount)


@dataclass(frozen=True, slots=True)
class Totals:
    """`connected` accounts are looked at by themselves; `fresh` ones were within half a minute."""

    by_origin: dict[str, int]
    sums: list[CurrencyTotal]
    connected: int
    fresh: int
    oldest: datetime | None

    @property
    def accounts(self) -> int:
        return sum(self.by_origin.values())

    @property
    def real(self) -> list[CurrencyTotal]:
        """The currency with the most accounts first."""
        return [one for one in self.sums if one.is_real]

    @property
    def simulated(self) -> list[CurrencyTotal]:
        return [one for one in self.sums if not one.is_real]


def totals(accounts: QuerySet[BrokerAccount]) -> Totals:
    """Of `accounts`, which come of `monitored`. One query."""
    is_real = Case(When(REAL_MONEY, then=Value(True)), default=Value(False), output_field=BooleanField())
    recent = Q(standing__seen_at__gte=clock.now() - FRESH_WITHIN)
    rows = (
        accounts.order_by()
        .annotate(is_real=is_real)
        .values("currency", "is_real", "origin")
        .annotate(
            number=Count("pk"),
            balance=Sum("balance_told", default=Decimal(0)),
            equity=Sum("equity_told", default=Decimal(0)),
            open_profit=Sum("standing__open_profit", default=Decimal(0)),
            margin_told=Sum("standing__margin", default=Decimal(0)),
            held=Sum("standing__positions", default=0),
            connected=Count("standing"),
            fresh=Count("standing", filter=recent),
            oldest=Min("standing__seen_at"),
        )
    )
    by_origin: Counter[str] = Counter(dict.fromkeys(ORIGINS, 0))
    parts: dict[tuple[str, bool], list[Mapping[str, Any]]] = {}
    found: list[Mapping[str, Any]] = list(rows)
    for row in found:
        by_origin[row["origin"]] += row["number"]
        if row["origin"] != UNREAD:
            parts.setdefault((row["currency"], row["is_real"]), []).append(row)
    return Totals(
        by_origin=dict(by_origin),
        sums=sorted(
            (_total(currency, real, rows) for (currency, real), rows in parts.items()),
            key=lambda one: (-one.accounts, one.currency),
        ),
        connected=sum(row["connected"] for row in found),
        fresh=sum(row["fresh"] for row in found),
        oldest=min((row["oldest"] for row in found if row["oldest"]), default=None),
    )


def _total(currency: str, is_real: bool, rows: list[Mapping[str, Any]]) -> CurrencyTotal:
    def money(name: str) -> Money:
        return Money.rounded(sum((row[name] for row in rows), Decimal(0)), currency)

    return CurrencyTotal(
        currency=currency,
        is_real=is_real,
        accounts=sum(row["number"] for row in rows),
        balance=money("balance"),
        equity=money("equity"),
        open_profit=money("open_profit"),
        margin=money("margin_told"),
        positions=sum(row["held"] for row in rows),
    )
