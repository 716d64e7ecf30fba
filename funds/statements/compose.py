"""A statement's sheets, composed from facts: the same facts always give the same sheets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from funds.domain.interest import anniversary, full_months
from funds.statements.facts import InvestmentFacts, Line
from funds.statements.figures import (
    Headline,
    Holding,
    InvestmentFigures,
    MonthEnd,
    Movement,
    Sheet,
    YearToDate,
    shares,
)
from funds.statements.foresight import coming
from funds.statements.investment import investment_figures
from funds.statements.words import day_month

_DAY = timedelta(days=1)


def compose(investments: Sequence[InvestmentFacts], *, start: date, end: date) -> tuple[Sheet, ...]:
    """One sheet a currency, the largest number of investments first; only lines valued up to `end` may be given."""
    for investment in investments:
        for line in investment.lines:
            if line.value_on > end:
                raise ValueError(f"entry {line.entry} of {investment.number} is valued after {end}")
    held = sorted((one for one in investments if one.lines), key=lambda one: one.number)
    currencies = sorted({one.currency for one in held}, key=lambda code: (-sum(o.currency == code for o in held), code))
    return tuple(_sheet(code, [one for one in held if one.currency == code], start, end) for code in currencies)


def _sheet(currency: str, investments: list[InvestmentFacts], start: date, end: date) -> Sheet:
    figures = tuple(investment_figures(one, end=end) for one in investments)
    return Sheet(
        currency=currency,
        headline=_headline(investments, start),
        year=_year(investments, date(end.year, 1, 1)),
        allocation=_allocation(figures),
        growth=_growth(investments, end),
        investments=figures,
        movements=tuple(_movements(investments, start, end)),
        coming=tuple(coming(investments, figures, end=end)),
    )


def _total(lines: Iterable[Line]) -> Decimal:
    return sum((line.amount for line in lines), Decimal("0.00"))


def _lines(investments: Iterable[InvestmentFacts]) -> list[Line]:
    return [line for one in investments for line in one.lines]


def _headline(investments: list[InvestmentFacts], start: date) -> Headline:
    lines = _lines(investments)
    within = [line for line in lines if line.value_on >= start]
    return Headline(
        opening=_total(line for line in lines if line.value_on < start),
        movements=_total(line for line in within if not line.interest),
        interest=_total(line for line in within if line.interest),
        closing=_total(lines),
    )


def _year(investments: list[InvestmentFacts], since: date) -> YearToDate:
    lines = [line for line in _lines(investments) if line.value_on >= since]
    paid = _total(line for line in lines if line.paid_out)
    return YearToDate(since, _total(line for line in lines if line.interest), -paid)


def _allocation(figures: tuple[InvestmentFigures, ...]) -> tuple[Holding, ...]:
    parts = shares([one.owed for one in figures])
    return tuple(
        Holding(
            investment=one.number,
            product=one.product,
            state=one.state,
            monthly_rate=one.terms.monthly_rate,
            principal=one.principal + one.payable,
            accrued=one.accrued - one.paid_out - one.fees,
            value=one.owed,
            share=part,
        )
        for one, part in zip(figures, parts, strict=True)
    )


def month_ends(end: date, count: int = 12) -> list[date]:
    """The last `count` month ends up to and with `end`, itself one, oldest first."""
    first = date(end.year, end.month, 1)
    return [anniversary(first, 1 - back) - _DAY for back in range(count - 1, -1, -1)]


def _growth(investments: list[InvestmentFacts], end: date) -> tuple[MonthEnd, ...]:
    """Twelve month ends, or as many as there have been since the first line."""
    lines = _lines(investments)
    since = min((line.value_on for line in lines), default=end)
    growth = []
    for on in month_ends(end):
        if on >= since:
            before = [line for line in lines if line.value_on <= on]
            principal = _total(line for line in before if line.principal or line.payable)
            growth.append(MonthEnd(on, principal, _total(before) - principal))
    return tuple(growth)


def _movements(investments: list[InvestmentFacts], start: date, end: date) -> Iterable[Movement]:
    """By value date, then by entry; daily interest as one line an interest month, on its last day."""
    rows: list[tuple[date, int, Movement]] = []
    for one in investments:
        within = [line for line in one.lines if line.value_on >= start]
        rows += [_interest_row(one, month, start, end) for month in _interest_months(one, within)]
        rows += [_row(one, legs) for legs in _entries(line for line in within if not line.daily)]
    balance = _headline(investments, start).opening
    for _, _, row in sorted(rows, key=lambda item: (item[0], item[1])):
        balance += row.amount
        yield replace(row, balance=balance)


def _entries(lines: Iterable[Line]) -> Iterable[list[Line]]:
    """The legs of each entry: what moves from one account of the investment to another is one line."""
    entries: dict[int, list[Line]] = {}
    for line in lines:
        entries.setdefault(line.entry, []).append(line)
    return entries.values()


def _row(one: InvestmentFacts, legs: list[Line]) -> tuple[date, int, Movement]:
    line, amount = legs[0], _total(legs)
    row = Movement(line.booked_on, line.value_on, line.entry, line.entry, 1, one.number, line.text, amount, Decimal(0))
    return line.value_on, line.entry, row


def _interest_months(one: InvestmentFacts, within: list[Line]) -> Iterable[list[Line]]:
    """The daily lines of the period by interest month; an anniversary belongs to the month it ends."""
    months: dict[int, list[Line]] = {}
    for line in within:
        if line.daily:
            months.setdefault(full_months(one.earns_from, line.value_on - _DAY), []).append(line)
    return (months[number] for number in sorted(months))


def _interest_row(one: InvestmentFacts, lines: list[Line], start: date, end: date) -> tuple[date, int, Movement]:
    """Named after the interest month's last day, or the period's: its last days may have earned nothing (30/360)."""
    number = full_months(one.earns_from, lines[0].value_on - _DAY)
    since = max(anniversary(one.earns_from, number), start - _DAY)
    until = min(anniversary(one.earns_from, number + 1), end)
    text = f"Interest {since.day if since.month == until.month else day_month(since)} to {day_month(until)}"
    entries = sorted(line.entry for line in lines)
    booked = max(line.booked_on for line in lines)
    amount = sum((line.amount for line in lines), Decimal(0))
    valued = max(line.value_on for line in lines)
    row = Movement(booked, valued, entries[0], entries[-1], len(lines), one.number, text, amount, Decimal(0))
    # What is paid out of an interest month comes after it: the row stands before the other rows of its day.
    return valued, 0, row
