"""The rows of a report that the terminal exported as a sheet (Open XML)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import IO
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook

from trading.domain.report_rows import Row
from trading.errors import ReportRefused

SIGNATURE = b"PK\x03\x04"
# Wider than any of the tables: a sheet leaves out trailing empty cells, and no row must look short for it.
_WIDTH = 20
_LARGEST = 2 * 1024**3


class SheetRows:
    """Rows of the first sheet, streamed; raises ReportRefused when the file is cut off or no sheet."""

    unit = "row"

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def __iter__(self) -> Iterator[Row]:
        try:
            with ZipFile(self._file) as archive:
                if sum(part.file_size for part in archive.infolist()) > _LARGEST:
                    raise ReportRefused("the sheet unfolds to more than any report holds")
            book = load_workbook(self._file, read_only=True, data_only=True)
            try:
                for place, values in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
                    cells = [text_of(value) for value in values]
                    yield Row(place, cells + [""] * (_WIDTH - len(cells)))
            finally:
                book.close()
        except ReportRefused:
            raise
        except (BadZipFile, KeyError, IndexError, ValueError, OSError, SyntaxError, EOFError, zlib.error) as error:
            raise ReportRefused("the sheet cannot be opened: it was cut off, or is not a sheet at all") from error


def text_of(value: object) -> str:
    """A cell's value as the terminal would print it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y.%m.%d %H:%M:%S")
    if isinstance(value, float):
        # A sheet keeps binary fractions: eight places are finer than any price and coarser than their error.
        text = f"{value:.8f}".rstrip("0").rstrip(".")
        return "0" if text in {"-0", ""} else text
    return " ".join(str(value).replace("\u00a0", " ").split())
