"""Rows of a CSV or XLSX as text, each with the number a person sees beside it."""

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from funds.intake.domain.unusable import Unusable

MOST_ROWS, MOST_COLUMNS = 20_000, 100
# A workbook of some megabytes can unpack to far more than a machine holds.
_LARGEST_UNPACKED = 200 * 1024 * 1024
_DELIMITERS = (";", ",", "\t", "|")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The headings, and below them (row number, cells); a cell that holds a formula is None."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str | None, ...]], ...]


def read_sheet(content: bytes) -> Sheet:
    """By what the file begins with, never by its name; raises Unusable."""
    if not content.strip():
        raise Unusable("The file is empty.")
    if content.startswith(b"PK\x03\x04"):
        return _made(_of_workbook(content))
    if content.startswith((b"%PDF", b"\xd0\xcf\x11\xe0")) or content.lstrip()[:1] == b"<":
        raise Unusable("This is neither CSV nor XLSX. Save the table as one of them.")
    return _made(_of_csv(content))


def _made(rows: list[tuple[int, list[str | None]]]) -> Sheet:
    filled = [(number, cells) for number, cells in rows if any(cell is None or cell for cell in cells)]
    if not filled:
        raise Unusable("The file holds no table.")
    headings = [(cell or "").strip() for cell in filled[0][1]]
    while headings and not headings[-1]:
        headings.pop()
    named = [one for one in headings if one]
    if len(headings) > MOST_COLUMNS:
        raise Unusable(f"The table has more than {MOST_COLUMNS} columns.")
    if len(set(named)) != len(named):
        twice = sorted({one for one in named if named.count(one) > 1})
        raise Unusable(f"Two columns have the same heading: {', '.join(twice)}.")
    if len(filled) - 1 > MOST_ROWS:
        raise Unusable(f"The table has more than {MOST_ROWS:,} rows; bring it in in parts.")
    width = len(headings)
    body = tuple((number, tuple([*cells, *[""] * width][:width])) for number, cells in filled[1:])
    if not body:
        raise Unusable("Below the headings there are no rows.")
    return Sheet(tuple(headings), body)


def _of_csv(content: bytes) -> list[tuple[int, list[str | None]]]:
    text = _decoded(content)
    first = text.lstrip("\n").split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str | None]]] = []
    try:
        for cells in reader:
            rows.append((reader.line_num, [_of_text(cell) for cell in cells]))  # noqa: PERF401 (line_num moves along)
    except csv.Error:
        raise Unusable(f"Row {reader.line_num}: a quotation mark is not closed, or a cell is damaged.") from None
    return rows


def _of_text(cell: str) -> str | None:
    return None if cell.lstrip().startswith("=") else cell.strip()


def _decoded(content: bytes) -> str:
    for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    raise Unusable("The letters of the file cannot be read; save it as UTF-8.")


def _of_workbook(content: bytes) -> list[tuple[int, list[str | None]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(one.file_size for one in archive.infolist()) > _LARGEST_UNPACKED:
                raise Unusable("The workbook is too large.")
        book = load_workbook(io.BytesIO(content), read_only=True)
        sheet = book.worksheets[0]
        rows = []
        for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), 1):
            rows.append((number, [_of_cell(cell) for cell in cells]))
            if number > MOST_ROWS + 1000:
                raise Unusable(f"The sheet has more than {MOST_ROWS:,} rows; bring it in in parts.")
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError):
        raise Unusable("The workbook is damaged, or no Excel workbook at all.") from None
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
