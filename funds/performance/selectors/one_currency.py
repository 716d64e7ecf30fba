"""Money of several currencies looked at in one: each evening and each flow at the rate of its day.

What the rates do in between is part of the result, as it is for whoever counts in that currency.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from accounts.rates.api import Converter, RatesError, converter
from fidus.lib.money import Money
from funds.performance.domain.returns import CashFlow, Valuation
from funds.performance.domain.xirr import Flow
from funds.performance.selectors.lines import PartLine, lines_of
from funds.performance.selectors.series import Series
from funds.performance.selectors.subjects import Subject

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class NotConverted:
    """A rate is missing; `reason` says which."""

    reason: str


@dataclass(frozen=True, slots=True)
class Converted:
    """`parts` are those of all currencies, each in the one asked for."""

    series: Series
    parts: list[PartLine]


def converted(subject: Subject, *, to: str, start: date | None, end: date) -> Converted | NotConverted | None:
    """None if no money was there. Four queries for each currency, and one for all rates."""
    each = [
        series
        for currency in subject.currencies
        if (series := subject.series(currency=currency, start=start, end=end)) is not None
    ]
    if not each:
        return None
    first, last = min(one.start for one in each), max(one.end for one in each)
    days = [first + timedelta(place) for place in range((last - first).days + 1)]
    rates = converter(to, dates=days, currencies=[one.currency for one in each])
    try:
        series = _sum(each, rates, days)
        return Converted(series, _parts(subject, [one.currency for one in each], rates, first, last))
    except RatesError as error:
        return NotConverted(str(error))


def _sum(each: Sequence[Series], rates: Converter, days: Sequence[date]) -> Series:
    values: dict[date, Decimal] = defaultdict(Decimal)
    moved: dict[date, tuple[Decimal, Decimal]] = defaultdict(lambda: (_NOTHING, _NOTHING))
    for one in each:
        for valuation in one.valuations:
            values[valuation.on] += _at(rates, valuation.value, one.currency, valuation.on)
        for flow in one.flows:
            paid_in, paid_out = moved[flow.on]
            paid_in += _at(rates, flow.paid_in, one.currency, flow.on)
            moved[flow.on] = (paid_in, paid_out + _at(rates, flow.paid_out, one.currency, flow.on))
    flows = tuple(CashFlow(day, *moved[day]) for day in sorted(moved))
    return Series(rates.to, tuple(Valuation(day, values[day]) for day in days), flows)


def _parts(subject: Subject, currencies: Sequence[str], rates: Converter, start: date, end: date) -> list[PartLine]:
    """A fund that holds two currencies is one line."""
    merged: dict[str, PartLine] = {}
    for currency in currencies:
        for line in lines_of(subject, currency=currency, start=start, end=end):
            flows = [Flow(flow.on, _at(rates, flow.amount, currency, flow.on)) for flow in line.flows]
            opening, closing = (
                Money(_at(rates, money.amount, currency, on), rates.to)
                for money, on in ((line.opening, start), (line.closing, end))
            )
            known = merged.get(line.key)
            if known is None:
                merged[line.key] = PartLine(
                    line.key, line.label, line.note, opening, closing, start, end, flows, line.product
                )
            else:
                known.opening += opening
                known.closing += closing
                known.flows += flows
    return list(merged.values()) if len(merged) > 1 else []


def _at(rates: Converter, amount: Decimal, currency: str, on: date) -> Decimal:
    """Nothing is nothing in every currency, also on days without a rate."""
    return rates.convert(Money(amount, currency), as_of=on).amount if amount else _NOTHING
