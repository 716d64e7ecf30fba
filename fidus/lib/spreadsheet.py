"""Tables as CSV and XLSX, exactly as shown; text that looks like a formula is never run as one."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from fidus.lib.money import Money, minor_units

Cell = str | int | Decimal | Money | date | None

# What spreadsheet programs take for the beginning of a formula (OWASP, CSV Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Money):
        return f"{cell.amount:f}"
    if isinstance(cell, str):
        return _harmless(cell)
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def as_csv(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a mark at its beginning, by which spreadsheet programs know it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([_written(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_xlsx(title: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet; money is a number in the currency's own places (to 15 digits, the format's limit)."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"

    def cell(value: Cell, *, bold: bool = False) -> WriteOnlyCell:
        made = WriteOnlyCell(sheet, value.amount if isinstance(value, Money) else value)
        if isinstance(value, str):
            # A text cell stays text whatever it begins with.
            made.data_type = "s"
        if isinstance(value, Money):
            places = minor_units(value.currency)
            made.number_format = "#,##0" + ("." + "0" * places if places else "")
        if bold:
            made.font = Font(bold=True)
        return made

    sheet.append([cell(word, bold=True) for word in head])
    for row in rows:
        sheet.append([cell(value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
