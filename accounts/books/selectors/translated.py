"""The statements of all currencies together, in the firm's own.

What is held and owed is translated at the rate of the day it is shown for; what was earned, spent or paid in, at the
rate of the end of its month (or of the period, if that comes first); what this leaves over is a line of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from accounts.books.domain import statements
from accounts.books.domain.columns import flows_of, with_change, zeros
from accounts.books.domain.periods import Period, month_end, year_begins
from accounts.books.domain.sheets import Line, Sheet, added, negated, summed
from accounts.books.domain.statements import RESULT, result_of
from accounts.ledger.api import AccountBalances, KindFlow, account_balances, monthly_movements
from accounts.rates.api import converter
from fidus.lib import clock
from fidus.lib.money import Money, total

# What was gained by exchange is in each holding already, once it is translated itself.
REVALUATION = "Assets:Revaluation:"
NOTE = (
    "Balances at the rate of their day, results and movements at the rate of the end of their month; "
    "the difference stands in a line of its own."
)


def balance_sheet(
    to: str,
    columns: tuple[str, ...],
    days: Sequence[date],
    accounts: Sequence[AccountBalances],
    depth: int,
    known_at: int | None,
) -> Sheet:
    """The balances of `accounts` at the ends of `days` come first in each; raises RatesError."""
    zero = zeros(to, len(columns))
    equity, earlier, current = [], [], []
    for day in days:
        begins = year_begins(day)
        own = _by_month(to, ("equity", *RESULT), day, known_at)
        equity.append([line for line, _ in own if line.kind == "equity"])
        earlier.append(_result(to, [line for line, month in own if month < begins]))
        # The very lines of this year's profit and loss.
        current.append(_result(to, _moved(to, Period(begins, day), known_at)))
    lines = [*_held(to, accounts, days), *_beside(to, equity)]
    results = {"earlier": with_change(earlier), "current": with_change(current)}
    translation = added(summed(lines, zero), *(negated(one) for one in results.values()))
    sheet = statements.balance_sheet(to, columns, lines, depth=depth, translation=translation, **results)
    return replace(sheet, note=NOTE, converted=True)


def profit_and_loss(
    to: str, columns: tuple[str, ...], periods: Sequence[Period], depth: int, known_at: int | None
) -> Sheet:
    """Raises RatesError."""
    lines = _beside(to, [_moved(to, period, known_at) for period in periods])
    return replace(statements.profit_and_loss(to, columns, lines, depth=depth), note=NOTE, converted=True)


def cash_flow(
    to: str,
    columns: tuple[str, ...],
    periods: Sequence[Period],
    held: Sequence[AccountBalances],
    found: Sequence[Sequence[KindFlow]],
) -> Sheet:
    """`held` has the balances of cash before and at the end of each period, `found` its flows; raises RatesError."""
    days = [day for period in periods for day in (period.before, period.end)]
    currencies = {one.currency for one in held}
    rated = [_rated(day) for day in days]
    at = converter(to, dates=rated, currencies=currencies)
    balances = [
        total((at.convert(one.balances[place], as_of=day) for one in held if one.balances[place]), to)
        for place, day in enumerate(rated)
    ]
    flows = flows_of([_converted(to, period, flows) for period, flows in zip(periods, found, strict=True)], to)
    opening, closing = with_change(balances[0::2]), with_change(balances[1::2])
    moved = added(zeros(to, len(columns)), *(flow.received for flow in flows), *(flow.paid for flow in flows))
    translation = added(closing, negated(opening), negated(moved))
    sheet = statements.cash_flow(to, columns, flows, opening=opening, closing=closing, translation=translation)
    return replace(sheet, note=NOTE, converted=True)


def _held(to: str, accounts: Sequence[AccountBalances], days: Sequence[date]) -> list[Line]:
    """Assets and liabilities, each day's at its own rate."""
    rated = [_rated(day) for day in days]
    at = converter(to, dates=rated, currencies={one.currency for one in accounts})
    lines = []
    for one in accounts:
        if one.kind in ("asset", "liability") and not one.code.startswith(REVALUATION):
            figures = zip(one.balances[: len(days)], rated, strict=True)
            amounts = with_change([at.convert(money, as_of=day) if money else Money.zero(to) for money, day in figures])
            lines.append(Line(one.code, one.kind, one.label, amounts, one.account))
    return lines


def _by_month(to: str, kinds: Sequence[str], end: date, known_at: int | None) -> list[tuple[Line, date]]:
    """What moved on the accounts in each month up to `end`, at its own rate."""
    moved = monthly_movements(kinds, end=end, known_at=known_at)
    rated = {one.month: _rated(month_end(one.month), end) for one in moved}
    at = converter(to, dates=rated.values(), currencies={one.amount.currency for one in moved})
    return [
        (Line(one.code, one.kind, one.label, (at.convert(one.amount, as_of=rated[one.month]),)), one.month)
        for one in moved
    ]


def _moved(to: str, period: Period, known_at: int | None) -> list[Line]:
    """Income and expenses of a period, month by month at the month's rate, by account."""
    ends = [month.end for month in period.months()]
    accounts = account_balances(dates=[period.before, *ends], known_at=known_at)
    accounts = [one for one in accounts if one.kind in RESULT]
    rated = [_rated(end) for end in ends]
    at = converter(to, dates=rated, currencies={one.currency for one in accounts})
    lines = []
    for one in accounts:
        moved = [now - then for then, now in pairwise(one.balances)]
        parts = (at.convert(money, as_of=end) for money, end in zip(moved, rated, strict=True) if money)
        lines.append(Line(one.code, one.kind, one.label, (total(parts, to),), one.account))
    return lines


def _converted(to: str, period: Period, flows: Sequence[KindFlow]) -> list[KindFlow]:
    rated = {one.month: _rated(month_end(one.month), period.end) for one in flows}
    at = converter(to, dates=rated.values(), currencies={one.paid.currency for one in flows})

    def turned(money: Money, month: date) -> Money:
        return at.convert(money, as_of=rated[month]) if money else Money.zero(to)

    return [replace(one, received=turned(one.received, one.month), paid=turned(one.paid, one.month)) for one in flows]


def _rated(*days: date) -> date:
    """The day whose rate counts: the first of `days`, and of days to come the rate of today."""
    return min(*days, clock.today())


def _result(to: str, lines: Sequence[Line]) -> Money:
    return result_of(lines, (Money.zero(to),))[0]


def _beside(to: str, columns: Sequence[Sequence[Line]]) -> list[Line]:
    """Lines of one amount each, one list for each column, as lines of all columns and their change."""
    found = []
    for place, lines in enumerate(columns):
        for line in lines:
            amounts = [line.amounts[0] if place == other else Money.zero(to) for other in range(len(columns))]
            found.append(replace(line, amounts=with_change(amounts)))
    return _together(found)


def _together(lines: Sequence[Line]) -> list[Line]:
    """One line for each account."""
    accounts: dict[str, Line] = {}
    for line in lines:
        known = accounts.get(line.code)
        accounts[line.code] = line if known is None else replace(known, amounts=added(known.amounts, line.amounts))
    return [accounts[code] for code in sorted(accounts)]
