"""The rows of an XLSX's first sheet as text."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

from openpyxl import load_workbook

from funds.intake.domain.unusable import Unusable

# A workbook of some megabytes can unpack to far more than a machine holds, or reads in the time of a page.
_LARGEST_UNPACKED = 32 * 1024 * 1024
# Formatted and cleared rows are rows to Excel: what is below so many of them is not searched for.
_LOWEST = 40_000


def read_workbook(content: bytes, *, most_rows: int, most_columns: int) -> list[tuple[int, list[str | None]]]:
    """(row number, cells) of the rows that are not empty; a formula is None. Raises Unusable."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(one.file_size for one in archive.infolist()) > _LARGEST_UNPACKED:
                raise Unusable("The workbook is too large when unpacked; save the table alone, or as CSV.")
        return _rows(content, most_rows, most_columns)
    except Unusable:
        raise
    except Exception:  # noqa: BLE001 (its reader fails on damage in every way: zlib, XML, missing parts, wrong types)
        raise Unusable("The workbook is damaged, or no Excel workbook at all.") from None


def _rows(content: bytes, most_rows: int, most_columns: int) -> list[tuple[int, list[str | None]]]:
    sheet = load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
    rows = []
    for number, cells in enumerate(sheet.iter_rows(max_col=most_columns + 1), 1):
        if number > _LOWEST:
            raise Unusable(f"The sheet reaches below row {_LOWEST:,}; copy its rows alone to a new sheet.")
        read = [_of_cell(cell) for cell in cells]
        if any(cell is None or cell for cell in read):
            rows.append((number, read))
        if len(rows) > most_rows + 1:
            break
    return rows


def _of_cell(cell: object) -> str | None:
    value = getattr(cell, "value", None)
    if getattr(cell, "data_type", "") == "f":
        return None
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == value.time().min else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        # Excel's numbers are floats; their shortest form is what was typed.
        return f"{Decimal(repr(value)):f}".removesuffix(".0")
    return "" if value is None else str(value).strip()
