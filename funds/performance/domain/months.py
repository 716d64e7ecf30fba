"""Returns month by month, the worst fall and how long it took, and how returns compare with an index."""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from funds.performance.domain.returns import ONE, IndexPoint

MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class MonthReturn:
    """`whole` is False for a month that begins or ends within the period."""

    month: date
    value: Decimal
    whole: bool

    @property
    def per_cent(self) -> Decimal:
        return self.value * 100


@dataclass(frozen=True, slots=True)
class YearRow:
    """A line of the table: twelve months, None outside the period, and what they make linked together."""

    year: int
    months: tuple[MonthReturn | None, ...]
    total: Decimal

    @property
    def per_cent(self) -> Decimal:
        return self.total * 100


@dataclass(frozen=True, slots=True)
class Drawdown:
    """A fall from the highest level: `depth` is negative; `recovered_on` None while it lasts."""

    depth: Decimal
    peak_on: date
    trough_on: date
    recovered_on: date | None
    until: date

    @property
    def days(self) -> int:
        """From the peak to the recovery, or to the last day known."""
        return ((self.recovered_on or self.until) - self.peak_on).days


@dataclass(frozen=True, slots=True)
class Spread:
    """A standard deviation of monthly returns; made into a year's only from twelve months on."""

    value: Decimal
    months: int

    @property
    def annual(self) -> Decimal | None:
        return self.value * Decimal(MONTHS_OF_A_YEAR).sqrt() if self.months >= MONTHS_OF_A_YEAR else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Beside an index: `excess` is return less the index's; the others need whole months, and are None without them."""

    index_return: Decimal
    excess: Decimal
    tracking_error: Spread | None
    correlation: Decimal | None


def month_ends(start: date, end: date) -> list[date]:
    """`start`, every end of month after it, and `end`."""
    days, day = [start], start
    while True:
        last = day.replace(day=monthrange(day.year, day.month)[1])
        if last >= end:
            return [*days, end] if end > start else days
        if last > start:
            days.append(last)
        day = last + timedelta(days=1)


def monthly_returns(points: Sequence[IndexPoint]) -> list[MonthReturn]:
    """Of each month the points reach into, oldest first; a month after a total loss has returned nothing."""
    days = [point.on for point in points]
    months = []
    for begin, end in pairwise(month_ends(days[0], days[-1])):
        before, after = (points[bisect_right(days, day) - 1].index for day in (begin, end))
        is_whole = (begin + timedelta(days=1)).day == 1 and (end + timedelta(days=1)).day == 1
        month = end.replace(day=1)
        months.append(MonthReturn(month, after / before - ONE if before else Decimal(0), is_whole))
    return months


def year_rows(months: Sequence[MonthReturn]) -> list[YearRow]:
    """The newest year first."""
    rows = []
    for year in sorted({month.month.year for month in months}, reverse=True):
        by_month = {month.month.month: month for month in months if month.month.year == year}
        growth = ONE
        for month in by_month.values():
            growth *= ONE + month.value
        rows.append(YearRow(year, tuple(by_month.get(number) for number in range(1, 13)), growth - ONE))
    return rows


def deepest_drawdown(points: Sequence[IndexPoint]) -> Drawdown | None:
    """None where nothing ever fell below a level reached before."""
    peak, deepest, depth = points[0], None, Decimal(0)
    for point in points:
        if point.index > peak.index:
            peak = point
        elif peak.index and point.index / peak.index - ONE < depth:
            depth, deepest = point.index / peak.index - ONE, (peak, point)
    if deepest is None:
        return None
    top, trough = deepest
    later = (point.on for point in points if point.on > trough.on and point.index >= top.index)
    return Drawdown(depth, top.on, trough.on, next(later, None), points[-1].on)


def spread(values: Sequence[Decimal]) -> Spread | None:
    """The sample standard deviation; None of fewer than two."""
    if len(values) < 2:
        return None
    mean = sum(values, Decimal(0)) / len(values)
    variance = sum(((value - mean) ** 2 for value in values), Decimal(0)) / (len(values) - 1)
    return Spread(variance.sqrt(), len(values))


def correlation(first: Sequence[Decimal], second: Sequence[Decimal]) -> Decimal | None:
    """Pearson's; None of fewer than three pairs, and where one of them never varies."""
    if len(first) < 3:
        return None
    means = [sum(values, Decimal(0)) / len(values) for values in (first, second)]
    apart = [(one - means[0], other - means[1]) for one, other in zip(first, second, strict=True)]
    squares = [sum((pair[place] ** 2 for pair in apart), Decimal(0)) for place in (0, 1)]
    if not squares[0] or not squares[1]:
        return None
    return sum((one * other for one, other in apart), Decimal(0)) / (squares[0] * squares[1]).sqrt()


def compare(points: Sequence[IndexPoint], index: Sequence[IndexPoint]) -> Comparison:
    """Both over the same days, from the same evening to the same evening."""
    own, other = monthly_returns(points), monthly_returns(index)
    whole: Mapping[date, Decimal] = {month.month: month.value for month in other if month.whole}
    pairs = [(month.value, whole[month.month]) for month in own if month.whole and month.month in whole]
    total = points[-1].index / points[0].index - ONE
    index_return = index[-1].index / index[0].index - ONE
    return Comparison(
        index_return,
        total - index_return,
        spread([one - two for one, two in pairs]),
        correlation([one for one, _ in pairs], [two for _, two in pairs]),
    )
