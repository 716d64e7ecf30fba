"""Fund against reality as a sheet or as comma separated values: what the screen shows, no more and no less."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from funds.selectors.reality import Reality, RealityRow

HEAD = ("Group", "Name", "Principal", "Interest accrued", "Paid out, fees", "Obligation", "Performance", "Net")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A spreadsheet would take a name that begins like this for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Cell = str | Decimal | None


def lines(reality: Reality) -> Iterator[tuple[Cell, ...]]:
    """Groups, their rows, and the sums below, as on the screen."""
    for group in reality.groups:
        yield _line(group.row, group.row.label, "")
        for row in group.rows:
            yield _line(row, group.row.label, row.label)
    if reality.own:
        yield ("", "Accounts of the firm itself", None, None, None, None, reality.own.amount, reality.own.amount)
    yield _line(reality.total, reality.total.label, "")
    if reality.operating_costs is not None:
        yield ("Operating costs", "", None, None, None, None, None, -reality.operating_costs.amount)
    for words, earned in reality.income:
        yield (words, "", None, None, None, None, None, earned.amount)
    yield ("Net profitability", "", None, None, None, None, None, reality.net_profitability.amount)


def as_csv(reality: Reality) -> HttpResponse:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*HEAD, f"Currency {reality.currency}", f"As of {reality.as_of}"])
    writer.writerows(["" if cell is None else cell for cell in line] for line in lines(reality))
    return _file(out.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", reality, "csv")


def as_xlsx(reality: Reality) -> HttpResponse:
    book = Workbook()
    sheet = book.active
    sheet.title = "Fund against reality"
    sheet.append([f"Fund against reality as of {reality.as_of:%-d %b %Y}, in {reality.currency}"])
    sheet.append(HEAD)
    for row in sheet.iter_rows(min_row=1, max_row=2):
        for cell in row:
            cell.font = Font(bold=True)
    for line in lines(reality):
        sheet.append(line)
    for column in range(3, len(HEAD) + 1):
        sheet.column_dimensions[get_column_letter(column)].width = 18
        for (cell,) in sheet.iter_rows(min_row=3, min_col=column, max_col=column):
            cell.number_format = "#,##0.00"
    for column in (1, 2):
        sheet.column_dimensions[get_column_letter(column)].width = 34
    sheet.freeze_panes = "C3"
    out = io.BytesIO()
    book.save(out)
    return _file(out.getvalue(), _XLSX, reality, "xlsx")


def _line(row: RealityRow, group: str, name: str) -> tuple[Cell, ...]:
    owed = row.owed
    figures = (owed.placed, owed.accrued, owed.gone, owed.total, row.performance, row.net)
    return (_plain(group), _plain(name), *(figure.amount for figure in figures))


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _file(content: bytes, kind: str, reality: Reality, suffix: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="fund-against-reality-{reality.as_of}.{suffix}"'
    return response
