"""The firm's statements for any day or period, as known now or as known when a seal was the newest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.conf import settings

from accounts.books.domain import statements
from accounts.books.domain.columns import (
    by_currency,
    flows_of,
    heads,
    held_together,
    movements_of,
    with_change,
    zeros,
)
from accounts.books.domain.periods import Period, compared_with, written, year_begins
from accounts.books.domain.sheets import Sheet
from accounts.books.domain.statements import RESULT, result_of
from accounts.books.selectors import translated
from accounts.ledger.api import account_balances, accounts_below, flows_by_kind
from accounts.rates.api import RatesError

# Where the firm's cash is kept; the cash flow statement is about these accounts.
CASH = ("Assets:Bank:", "Assets:Cash:", "Assets:Wallet:", "Assets:Wallets:")
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Asked:
    """What is asked for: `depth` words of a code make a line (0: every account), no currency means all of them."""

    period: Period
    compare: str = ""
    depth: int = 2
    currency: str = ""
    known_at: int | None = None

    @property
    def periods(self) -> tuple[Period, ...]:
        other = compared_with(self.period, self.compare)
        return (self.period, other) if other else (self.period,)


@dataclass(frozen=True)
class Report:
    """A sheet for each currency, and one of all of them in the firm's own where there are several."""

    name: str
    title: str
    about: str
    sheets: tuple[Sheet, ...]
    known_at: int | None = None
    note: str = ""

    @property
    def holds(self) -> bool:
        return all(tie.holds for sheet in self.sheets for tie in sheet.ties)


def trial_balance(asked: Asked) -> Report:
    """Every account before the period, what moved in it, and where it stands at its end."""
    days = [asked.period.before, asked.period.end]
    lines = by_currency(account_balances(dates=days, known_at=asked.known_at), lambda found: found)
    sheets = [statements.trial_balance(currency, lines[currency], depth=asked.depth) for currency in sorted(lines)]
    return _report("trial-balance", "Trial balance", str(asked.period), asked, sheets, None)


def balance_sheet(asked: Asked) -> Report:
    """What there is and whose it is, at the end of the period."""
    days: list[date] = [period.end for period in asked.periods]
    dates = [*days, *(year_begins(day) - _DAY for day in days)]
    accounts = account_balances(dates=dates, known_at=asked.known_at)
    columns = heads([written(day) for day in days])
    ends = by_currency(accounts, lambda found: with_change(found[: len(days)]))
    begins = by_currency(accounts, lambda found: with_change(found[len(days) :]))
    sheets = []
    for currency in sorted(ends):
        zero = zeros(currency, len(columns))
        earlier, whole = result_of(begins[currency], zero), result_of(ends[currency], zero)
        current = tuple(now - then for now, then in zip(whole, earlier, strict=True))
        results = {"earlier": earlier, "current": current}
        sheets.append(statements.balance_sheet(currency, columns, ends[currency], depth=asked.depth, **results))
    about = f"At the end of {written(asked.period.end)}"
    return _report(
        "balance-sheet", "Balance sheet", about, asked, sheets,
        lambda to: translated.balance_sheet(to, columns, days, accounts, asked.depth, asked.known_at),
    )  # fmt: skip


def profit_and_loss(asked: Asked) -> Report:
    """What was earned and what it cost, in the period."""
    columns = heads([str(period) for period in asked.periods])
    dates = [day for period in asked.periods for day in (period.before, period.end)]
    accounts = [one for one in account_balances(dates=dates, known_at=asked.known_at) if one.kind in RESULT]
    lines = by_currency(accounts, lambda found: with_change(movements_of(found)))
    sheets = [
        statements.profit_and_loss(currency, columns, lines[currency], depth=asked.depth) for currency in sorted(lines)
    ]
    return _report(
        "profit-and-loss", "Profit and loss", str(asked.period), asked, sheets,
        lambda to: translated.profit_and_loss(to, columns, asked.periods, asked.depth, asked.known_at),
    )  # fmt: skip


def cash_flow(asked: Asked) -> Report:
    """What came into bank accounts and wallets and what went out, in the period."""
    columns = heads([str(period) for period in asked.periods])
    cash = [account.account for account in accounts_below(CASH)]
    dates = [day for period in asked.periods for day in (period.before, period.end)]
    held = [one for one in account_balances(dates=dates, known_at=asked.known_at) if one.account in set(cash)]
    found = [
        flows_by_kind(cash, start=period.start, end=period.end, known_at=asked.known_at) for period in asked.periods
    ]
    sheets = []
    for currency in sorted(
        {one.currency for one in held} | {one.received.currency for flows in found for one in flows}
    ):
        balances = held_together(held, currency, len(dates))
        ends = {"opening": with_change(balances[0::2]), "closing": with_change(balances[1::2])}
        sheets.append(statements.cash_flow(currency, columns, flows_of(found, currency), **ends))
    return _report(
        "cash-flow", "Cash flow", str(asked.period), asked, sheets,
        lambda to: translated.cash_flow(to, columns, asked.periods, held, found),
    )  # fmt: skip


def _report(
    name: str,
    title: str,
    about: str,
    asked: Asked,
    sheets: Sequence[Sheet],
    translate: Callable[[str], Sheet] | None,
) -> Report:
    """The sheets that are wanted; all together in the firm's currency where there is more than one."""
    report = Report(name, title, about, (), asked.known_at)
    wanted = [sheet for sheet in sheets if asked.currency in ("", sheet.currency)]
    if translate is None or len(sheets) < 2 or asked.currency:
        return replace(report, sheets=tuple(wanted))
    to: str = settings.FIRM_CURRENCY
    try:
        return replace(report, sheets=(translate(to), *wanted))
    except RatesError as error:
        return replace(report, sheets=tuple(wanted), note=f"All together in {to} is not shown. {error}")
