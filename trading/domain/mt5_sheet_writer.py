"""Writes a history as the terminal's export to a sheet. No real export was at hand: the tables are those of the page,
with the column of costs in sight and numbers as numbers."""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal

from openpyxl import Workbook

from trading.domain import report_figures as figures
from trading.domain.history import History
from trading.domain.report_layout import Layout


def write_sheet(history: History, *, language: str = "en", with_fee: bool = True) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sheet1")
    for cells in _rows(Layout(history, language, with_fee)):
        sheet.append([_value(text) for text in cells])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _rows(layout: Layout) -> Iterator[list[str]]:
    history, words = layout.history, layout.words
    yield [words["title"]]
    yield from ([f"{name}:", "", "", value] for name, value in layout.header())
    yield []
    if history.positions:
        yield [words["positions"]]
        yield layout.columns("positions")
        yield from (layout.position(row) for row in history.positions)
    if history.orders:
        yield [words["orders"]]
        yield _spread(layout.columns("orders"))
        yield from (_spread(layout.order(row)) for row in history.orders)
    yield [words["deals"]]
    yield layout.columns("deals")
    yield from (layout.deal(row) for row in history.deals)
    yield [*[""] * (9 if layout.with_fee else 8), *layout.totals()]
    if history.open_positions:
        yield [words["open_positions"]]
        yield layout.columns("open_positions")
        yield from (layout.open_position(row) for row in history.open_positions)
    if history.working_orders:
        yield [words["working_orders"]]
        yield _spread(layout.columns("working_orders"))
        yield from (_spread(layout.order(row)) for row in history.working_orders)
    yield []
    for cells in layout.summary():
        yield [
            text for name, value in zip(cells[::2], cells[1::2], strict=True) for text in (f"{name}:", "", "", value)
        ]
    yield [words["results"]]
    results = layout.results()
    yield [
        text for name, value in zip(results[::2], results[1::2], strict=True) for text in (f"{name}:", "", "", value)
    ]


def _spread(cells: list[str]) -> list[str]:
    """The state spans two columns of the sheet, the comment comes after them."""
    return [*cells[:10], "", *cells[10:]]


def _value(text: str) -> str | Decimal | int | None:
    if not text:
        return None
    if figures.is_number(text) and not text.endswith("%"):
        number = figures.number(text)
        return int(number) if number == number.to_integral_value() else number
    return text
