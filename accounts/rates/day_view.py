"""All rates of a day and one pair over a year, as the back office shows and exports them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from accounts.rates.domain.crossing import EURO, Rate
from accounts.rates.errors import RatesError
from accounts.rates.models import EuroRate, RateOverride
from accounts.rates.selectors import Converter, converter
from fidus.lib.chart import Chart, line_chart
from fidus.lib.spreadsheet import Cell

YEAR = timedelta(days=365)
# Points of a chart: one a week is as fine as a screen shows.
_STEP = timedelta(days=7)


@dataclass(frozen=True)
class RateRow:
    """One currency on the day: how much of it one `base` is, and the other way round; or why that cannot be said."""

    currency: str
    rate: Rate | None
    turned: Decimal | None
    problem: str = ""


@dataclass(frozen=True)
class PairHistory:
    days: list[date]
    values: list[Decimal]
    chart: Chart | None
    label: str


def currencies() -> list[str]:
    """All there is any rate of, the euro and overrides included."""
    known = set(EuroRate.objects.filter(superseded_at=None).order_by().values_list("currency", flat=True).distinct())
    pairs = RateOverride.objects.filter(state__in=["approved", "ended"]).values_list("base", "quote")
    return sorted({EURO, *known, *(code for pair in pairs for code in pair)})


def rates_of_day(base: str, *, as_of: date, among: Sequence[str]) -> list[RateRow]:
    """One row for each currency that has a rate up to the day; retired ones say since when."""
    made = converter(base, as_of=as_of, currencies=among)
    return [_row(currency, made) for currency in among if currency != base]


def day_table(base: str, *, as_of: date) -> tuple[list[str], list[list[Cell]]]:
    """Head and rows of the day's file."""
    head = ["Currency", f"For one {base}", f"One of it in {base}", "Rate of", "Source", "Remark"]
    rows = rates_of_day(base, as_of=as_of, among=currencies())
    return head, [_cells(row) for row in rows]


def _cells(row: RateRow) -> list[Cell]:
    found = row.rate
    if found is None:
        return [row.currency, None, row.turned, None, None, row.problem]
    return [row.currency, found.value, row.turned, found.on, found.source, row.problem]


def _row(currency: str, made: Converter) -> RateRow:
    try:
        turned = made.rate(currency)
    except RatesError as error:
        return RateRow(currency, None, None, str(error))
    # How much of the currency one base is: the same cross the other way, exact before it is shown.
    return RateRow(currency, turned.turned(), turned.value)


def pair_history(base: str, quote: str, *, until: date) -> PairHistory:
    """A year of the pair, a point a week and the last day; days without a rate are left out."""
    days = [until - _STEP * back for back in range(YEAR // _STEP, -1, -1)]
    made = converter(quote, dates=days, currencies=[base])
    shown, values = [], []
    for day in days:
        try:
            values.append(made.rate(base, as_of=day).value)
        except RatesError:
            continue
        shown.append(day)
    if not values:
        return PairHistory([], [], None, f"No rate of {base}/{quote} in the year up to {until:%-d %b %Y}.")
    low, high = min(values), max(values)
    label = (
        f"One {base} in {quote}, {shown[0]:%-d %b %Y} to {shown[-1]:%-d %b %Y}: from {values[0]:f} to {values[-1]:f}, "
        f"between {low:f} and {high:f}."
    )
    return PairHistory(shown, values, line_chart(shown, [values], from_zero=False), label)
