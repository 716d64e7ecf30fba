"""Performance as rows of a sheet: what the page shows, figure by figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from fidus.lib.spreadsheet import Cell
from funds.performance.selectors.lines import PartLine
from funds.performance.selectors.measures import Measured, Told, month_end_lines
from funds.performance.selectors.subjects import Subject

HEAD = ("Part", "Of", "Period", "Figure", "Unit", "Note")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_HUNDREDTH = Decimal("0.01")


def report_rows(subject: Subject, measured: Measured, parts: Sequence[PartLine]) -> Iterator[tuple[Cell, ...]]:
    """Figures, months, fall, comparison, growth at each end of month, and the parts."""
    yield from _figures(subject, measured)
    for year in measured.years:
        for number, month in enumerate(year.months):
            if month is not None:
                note = "" if month.whole else "part of the month"
                yield ("Months", subject.title, f"{MONTHS[number]} {year.year}", _share(month.value), "%", note)
        yield ("Months", subject.title, str(year.year), _share(year.total), "%", "the year so far, months linked")
    for line in month_end_lines(measured):
        yield ("Value", subject.title, line.on, line.value, line.value.currency, "")
        yield ("Growth", subject.title, line.on, _share(line.growth), "%", "since the beginning")
        if line.index_growth is not None:
            yield ("Growth", str(measured.benchmark), line.on, _share(line.index_growth), "%", "since the beginning")
    yield from _parts(parts)


def _figures(subject: Subject, measured: Measured) -> Iterator[tuple[Cell, ...]]:
    series, title = measured.series, subject.title
    period = f"{series.start.isoformat()} to {series.end.isoformat()}"
    money = (
        ("Value at the beginning", series.opening),
        ("Paid in", series.paid_in),
        ("Paid out", series.paid_out),
        ("Gain", series.gain),
        ("Value at the end", series.closing),
    )
    for name, amount in money:
        yield (name, title, period, amount, amount.currency, "")
    yield _told("Time-weighted return", title, period, measured.time_weighted)
    yield _told("Money-weighted return", title, period, measured.money_weighted)
    if measured.drawdown:
        fall = measured.drawdown
        recovered = f"made good {fall.recovered_on.isoformat()}" if fall.recovered_on else "not made good yet"
        note = f"from {fall.peak_on.isoformat()} to {fall.trough_on.isoformat()}, {recovered}, {fall.days} days"
        yield ("Deepest fall", title, period, _share(fall.depth), "%", note)
    if measured.volatility:
        yield ("Volatility of months", title, period, _share(measured.volatility.value), "%", "a month")
        if measured.volatility.annual is not None:
            yield ("Volatility of months", title, period, _share(measured.volatility.annual), "%", "a year")
    if measured.comparison:
        beside, index = measured.comparison, str(measured.benchmark)
        yield ("Return of the benchmark", index, period, _share(beside.index_return), "%", "")
        yield ("Excess return", title, period, _share(beside.excess), "%", f"over {index}")
        if beside.tracking_error:
            yield ("Tracking error", title, period, _share(beside.tracking_error.value), "%", "a month")
        if beside.correlation is not None:
            yield ("Correlation of months", title, period, beside.correlation.quantize(_HUNDREDTH), "", f"with {index}")


def _parts(parts: Iterable[PartLine]) -> Iterator[tuple[Cell, ...]]:
    for part in parts:
        period = f"{part.start.isoformat()} to {part.end.isoformat()}"
        for name, amount in (
            ("Value at the beginning", part.opening),
            ("Paid in", part.paid_in),
            ("Paid out", part.paid_out),
            ("Gain", part.gain),
            ("Value at the end", part.closing),
        ):
            yield (name, part.label, period, amount, amount.currency, part.note)
        yield _told("Money-weighted return", part.label, period, part.money_weighted())


def _told(name: str, title: str, period: str, told: Told) -> tuple[Cell, ...]:
    return (name, title, period, None if told.value is None else _share(told.value), "%", told.note)


def _share(share: Decimal) -> Decimal:
    """In per cent, to the two places that the page shows."""
    return (share * 100).quantize(_HUNDREDTH)
