"""What of accounts is shown to a client with whom they are shared: figures by day, never positions, deals or margin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from fidus.lib.money import Money
from trading.monitor.selectors.accounts import SHORT, WORDS, monitored
from trading.watch.models import DaySnapshot


@dataclass(frozen=True, slots=True)
class ReducedLine:
    """Figures are None where nobody has told any."""

    id: int
    label: str
    broker: str
    currency: str
    origin: str
    told_at: datetime | None
    balance: Money | None
    equity: Money | None
    open_profit: Money | None

    @property
    def word(self) -> str:
        return WORDS[self.origin]


@dataclass(frozen=True, slots=True)
class ReducedDay:
    on: date
    equity: Money
    balance: Money


def reduced_lines(accounts: Iterable[int]) -> dict[int, ReducedLine]:
    """By account; those that are disabled are left out. One query, of columns that clients may read alone."""
    rows = monitored().filter(pk__in=list(accounts)).values(
        "id", "login", "platform", "broker", "currency", "origin", "told_at", "balance_told", "equity_told",
        "standing__open_profit",
    )  # fmt: skip
    found = {}
    for row in rows:
        currency = row["currency"]
        balance, equity, floating = (
            None if row[name] is None else Money.rounded(row[name], currency)
            for name in ("balance_told", "equity_told", "standing__open_profit")
        )
        found[row["id"]] = ReducedLine(
            id=row["id"], label=f"{SHORT[row['platform']]} {row['login']}", broker=row["broker"], currency=currency,
            origin=row["origin"], told_at=row["told_at"], balance=balance, equity=equity, open_profit=floating,
        )  # fmt: skip
    return found


def reduced_days(lines: Iterable[ReducedLine], *, since: date) -> dict[int, list[ReducedDay]]:
    """By account, the days from `since` on which it was watched, in order. One query."""
    currency = {line.id: line.currency for line in lines}
    days = DaySnapshot.objects.filter(account__in=list(currency), on__gte=since).order_by("account", "on")
    found: dict[int, list[ReducedDay]] = {}
    for account, on, equity, balance in days.values_list("account", "on", "last_equity", "balance"):
        told = Money.rounded(equity, currency[account]), Money.rounded(balance, currency[account])
        found.setdefault(account, []).append(ReducedDay(on, *told))
    return found
