"""All a page or an export of performance shows, of one series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from fidus.lib.money import Money
from funds.performance.domain.months import (
    Comparison,
    Drawdown,
    MonthReturn,
    Spread,
    YearRow,
    compare,
    deepest_drawdown,
    monthly_returns,
    spread,
    year_rows,
)
from funds.performance.domain.returns import YEAR, IndexPoint, Linked, NoReturn, link, nominal_rate
from funds.performance.domain.xirr import Answer, Flow, NoRate, Rate, xirr
from funds.performance.models import Benchmark
from funds.performance.selectors.benchmarks import NoLevels, levels_on
from funds.performance.selectors.series import Series


@dataclass(frozen=True, slots=True)
class Told:
    """A return as it may be told: a share and what it means, or no share and the sentence why."""

    value: Decimal | None
    note: str


@dataclass(frozen=True)
class Measured:
    """`index` is the benchmark's level each evening where one was chosen and is known."""

    series: Series
    benchmark: Benchmark | None
    index: tuple[IndexPoint, ...] | NoLevels | None

    @cached_property
    def linked(self) -> Linked | NoReturn:
        return link(self.series.valuations, self.series.flows)

    @property
    def days(self) -> int:
        return (self.series.end - self.series.start).days

    @cached_property
    def time_weighted(self) -> Told:
        if isinstance(self.linked, NoReturn):
            return Told(None, self.linked.reason)
        note = f"Over {_days(self.days)}"
        if self.linked.annual is not None:
            nominal = nominal_rate(self.linked.annual)
            note += f"; effective a year {per_cent(self.linked.annual)}, nominal {per_cent(nominal)}"
        if self.linked.estimated:
            note += "; estimated where money moved between valuations (Modified Dietz)"
        return Told(self.linked.total, note)

    @cached_property
    def money_weighted(self) -> Told:
        return money_weighted(flows_of(self.series))

    @cached_property
    def points(self) -> tuple[IndexPoint, ...]:
        return self.linked.points if isinstance(self.linked, Linked) else ()

    @cached_property
    def months(self) -> list[MonthReturn]:
        return monthly_returns(self.points) if self.points else []

    @cached_property
    def years(self) -> list[YearRow]:
        return year_rows(self.months)

    @cached_property
    def drawdown(self) -> Drawdown | None:
        return deepest_drawdown(self.points) if self.points else None

    @cached_property
    def volatility(self) -> Spread | None:
        return spread([month.value for month in self.months if month.whole])

    @cached_property
    def comparison(self) -> Comparison | None:
        return compare(self.points, self.index) if self.points and isinstance(self.index, tuple) else None

    @property
    def no_levels(self) -> str:
        return self.index.reason if isinstance(self.index, NoLevels) else ""


def measure(series: Series, benchmark: Benchmark | None = None) -> Measured:
    """At most two queries, for the benchmark's levels."""
    index = None if benchmark is None else levels_on(benchmark, start=series.start, end=series.end)
    return Measured(series, benchmark, index)


def flows_of(series: Series) -> list[Flow]:
    """As the investor sees them: what was there at first was paid in, what is there at last comes back."""
    moved = [Flow(flow.on, flow.paid_out - flow.paid_in) for flow in series.flows]
    opening, closing = series.valuations[0], series.valuations[-1]
    return [Flow(opening.on, -opening.value), *moved, Flow(closing.on, closing.value)]


def money_weighted(flows: Sequence[Flow]) -> Told:
    """Over the days from the first money to the last."""
    moved = [flow.on for flow in flows if flow.amount]
    return told(xirr(flows), (max(moved) - min(moved)).days if moved else 0)


def told(answer: Answer, days: int) -> Told:
    """A rate a year from a year on, before that the return of the period; none and several in a sentence."""
    if isinstance(answer, NoRate):
        return Told(None, answer.reason)
    if isinstance(answer, Rate):
        if days < YEAR:
            return Told(answer.over(days), f"Over {_days(days)}, not made into a year's")
        return Told(answer.annual, f"Effective a year; nominal {per_cent(nominal_rate(answer.annual))}")
    shares = [rate.annual if days >= YEAR else rate.over(days) for rate in answer.rates]
    span = "a year" if days >= YEAR else f"over {_days(days)}"
    listed = f"{', '.join(per_cent(share) for share in shares[:-1])} and {per_cent(shares[-1])}"
    return Told(None, f"Several rates fit these payments: {listed} {span}. None of them is the one.")


def per_cent(share: Decimal) -> str:
    """`10.53 %`, as the pages write it."""
    written = f"{abs(share) * 100:,.2f}"
    sign = "\N{MINUS SIGN}" if share < 0 and written.strip("0.,") else ""
    return f"{sign}{written}\N{NO-BREAK SPACE}%"


def _days(count: int) -> str:
    return f"{count:,} day{'' if count == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """A line of the table beside the chart."""

    on: date
    value: Money
    growth: Decimal
    index_growth: Decimal | None


def month_end_lines(measured: Measured) -> list[MonthEnd]:
    """Value and growth since the beginning at each end of month and on the last day, the newest first."""
    from_start = measured.points
    values = measured.series.valuations
    index = measured.index if isinstance(measured.index, tuple) else None
    lines = []
    for place, point in enumerate(from_start):
        is_last = place == len(from_start) - 1
        if place == 0 or not (is_last or from_start[place + 1].on.day == 1):
            continue
        other = index[place].index / index[0].index - 1 if index else None
        lines.append(MonthEnd(point.on, Money(values[place].value, measured.series.currency), point.index - 1, other))
    return lines[::-1]
