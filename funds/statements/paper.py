"""What the templates need beside the figures: names, drawings, labels and sums, worked out before any template runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import ceil

from funds.statements import charts, words
from funds.statements.canonical import canonical, fingerprint, verification_code
from funds.statements.figures import (
    Coming,
    Holding,
    InvestmentFigures,
    MonthEnd,
    Movement,
    ScheduleRow,
    Sheet,
    StatementFigures,
)
from funds.statements.qr import qr_code

_DAY = timedelta(days=1)
_SERIES_CLASSES = "abcdef"
# Of the growth chart in points, by the month ends in the table beside it.
_CHART_HEIGHTS = {months: min(152, 22 + 12 * months) for months in range(5, 13)}
_STATES = {
    "incubating": "in incubation, no interest yet",
    "earning": "earning interest",
    "earning, paid out": "interest paid out monthly",
    "redeemed": "redeemed, to be sent to you",
    "closed": "closed",
}


@dataclass(frozen=True, slots=True)
class HoldingLine:
    holding: Holding
    name: str
    series: str


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    label: str
    days: int
    days_total: int
    interest: Decimal
    accrued_total: Decimal
    owed: Decimal
    projected: bool


@dataclass(frozen=True, slots=True)
class InvestmentBlock:
    investment: InvestmentFigures
    name: str
    series: str
    state: str
    paid: Decimal
    schedule: tuple[ScheduleLine, ...]
    timeline: str


@dataclass(frozen=True, slots=True)
class MovementLine:
    move: Movement
    name: str


@dataclass(frozen=True, slots=True)
class ComingLine:
    event: Coming
    name: str


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet, ready to be printed."""

    sheet: Sheet
    opened_on: date
    bar: str
    holdings: tuple[HoldingLine, ...]
    principal: Decimal
    accrued: Decimal
    share: Decimal
    growth: tuple[MonthEnd, ...]
    growth_title: str
    columns: str
    investments: tuple[InvestmentBlock, ...]
    movements: tuple[MovementLine, ...]
    net: Decimal
    coming: tuple[ComingLine, ...]
    long: bool


def paper(figures: StatementFigures, *, issued_at: str) -> dict[str, object]:
    """The context of templates/statements/statement.html."""
    head = figures.letterhead
    pages = [
        _page(sheet, head.start, head.end, correction=head.correction if first else "")
        for first, sheet in ((sheet is figures.sheets[0], sheet) for sheet in figures.sheets)
    ]
    blocks = [block for page in pages for block in page.investments]
    mark = fingerprint(canonical(figures))
    currencies = [sheet.currency for sheet in figures.sheets]
    return {
        "head": head,
        "issued_at": issued_at,
        "pages": pages,
        "currencies": [f"{words.currency(code)} ({code})" for code in currencies],
        "currency_line": f"All amounts in {words.currency(currencies[0])}."
        if len(currencies) == 1
        else "Amounts in the currency named above them.",
        "explained": [block for block in blocks if block.investment.explanation],
        "throughout": any(_throughout(block) for block in blocks),
        "full_months": not all(_throughout(block) for block in blocks),
        "fingerprint": mark,
        "code": words.grouped(verification_code(mark)),
        "qr": qr_code(head.verify_at),
        "verify_text": head.verify_at.split("://", 1)[-1],
    }


def _throughout(block: InvestmentBlock) -> bool:
    return block.investment.terms.day_count.endswith("throughout")


def _page(sheet: Sheet, start: date, end: date, *, correction: str) -> Page:
    names = _names(sheet)
    months = _months_that_fit(len(sheet.allocation), correction)
    growth = sheet.growth[-months:]
    return Page(
        sheet=sheet,
        opened_on=start - _DAY,
        bar=charts.allocation_bar(sheet.allocation),
        holdings=tuple(
            HoldingLine(line, names[line.investment], _series(place)) for place, line in enumerate(sheet.allocation)
        ),
        principal=sum((line.principal for line in sheet.allocation), Decimal("0.00")),
        accrued=sum((line.accrued for line in sheet.allocation), Decimal("0.00")),
        share=sum((line.share for line in sheet.allocation), Decimal("0.0")),
        growth=growth,
        growth_title=_growth_title(growth),
        columns=charts.growth_columns(growth, sheet.currency, height=_CHART_HEIGHTS[months]) if growth else "",
        investments=tuple(
            _block(one, names[one.number], _series(place), end) for place, one in enumerate(sheet.investments)
        ),
        movements=tuple(MovementLine(line, names[line.investment]) for line in sheet.movements),
        net=sheet.headline.closing - sheet.headline.opening,
        coming=tuple(ComingLine(event, names.get(event.investment, event.investment)) for event in sheet.coming),
        long=len(sheet.movements) > 14,
    )


def _names(sheet: Sheet) -> dict[str, str]:
    """An investment is called by its product, and by its number where there are two of one product."""
    products = [one.product for one in sheet.investments]
    return {
        one.number: one.product if products.count(one.product) == 1 else f"{one.product} {one.number}"
        for one in sheet.investments
    }


def _series(place: int) -> str:
    return _SERIES_CLASSES[place % len(_SERIES_CLASSES)]


def _months_that_fit(holdings: int, correction: str) -> int:
    """Month ends that fit on the first page below the allocation; twelve where the growth has a page to itself."""
    lines = ceil(len(correction) / 105) + 1 if correction else 0
    fitting = 12 - ceil(1.4 * max(0, holdings - 3) + 1.1 * lines)
    return fitting if fitting >= min(_CHART_HEIGHTS) else 12


def _growth_title(growth: tuple[MonthEnd, ...]) -> str:
    if not growth:
        return ""
    first, last = growth[0].on, growth[-1].on
    return f"Growth, {words.month(last)}" if first == last else f"Growth, {words.month(first)} to {words.month(last)}"


def _block(one: InvestmentFigures, name: str, series: str, end: date) -> InvestmentBlock:
    return InvestmentBlock(
        investment=one,
        name=name,
        series=series,
        state=_STATES[one.state],
        paid=-one.paid_out,
        schedule=tuple(_schedule_line(row, one.terms.earns_from) for row in one.schedule),
        timeline=_timeline(one, end),
    )


def _schedule_line(row: ScheduleRow, earns_from: date | None) -> ScheduleLine:
    whole = row.start + _DAY == date(row.end.year, row.end.month, 1)
    if whole:
        label = words.month(row.end)
    else:
        label = words.days_between(row.start if row.start == earns_from else row.start + _DAY, row.end)
    return ScheduleLine(
        label, row.days, row.days_total, row.interest, row.accrued_total, row.owed, projected=row.projected
    )


def _timeline(one: InvestmentFigures, end: date) -> str:
    terms = one.terms
    start = terms.incubation_start or terms.earns_from
    if not start or not terms.window or start >= end:
        return ""
    stops = [("Start", start), ("This statement", end), ("Next window", terms.window)]
    if terms.incubation_start and terms.earns_from:
        name = "Incubation ends" if terms.earns_from > end else "Incubation ended"
        stops.append((name, terms.earns_from))
    return charts.timeline(sorted(stops, key=lambda stop: stop[1]), earns_from=terms.earns_from, today=end)
