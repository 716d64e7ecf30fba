"""The rows of a CSV as text, in whatever letters and with whatever sign between the cells it was saved."""

import csv
import io
import re

from funds.intake.domain.unusable import Unusable

_DELIMITERS = (";", ",", "\t", "|")
_DAMAGED = "The letters of the file cannot be read; save it as UTF-8."


def read_separated(content: bytes) -> list[tuple[int, list[str | None]]]:
    """(row number, cells); a formula is None. Raises Unusable."""
    text, before = _decoded(content).lstrip("\n"), 0
    first, _, rest = text.partition("\n")
    said = re.fullmatch(r"sep=(.)", first)
    if said:
        # Excel's own first line, which names the sign and is no row.
        text, before = rest, 1
    delimiter = said[1] if said else max(_DELIMITERS, key=first.count)
    rows: list[tuple[int, list[str | None]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            rows.append((before + reader.line_num, [_of_text(cell) for cell in cells]))  # noqa: PERF401 (it moves along)
    except csv.Error:
        place = before + reader.line_num
        raise Unusable(f"Row {place}: a quotation mark is not closed, or a cell is damaged.") from None
    return rows


def _of_text(cell: str) -> str | None:
    return None if cell.lstrip().startswith("=") else cell.strip()


def _decoded(content: bytes) -> str:
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text.replace("\r\n", "\n").replace("\r", "\n")
    raise Unusable(_DAMAGED)


def _encodings(content: bytes) -> tuple[str, ...]:
    if content[:4] in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
        return ("utf-32",)
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return ("utf-16",)
    # Without a mark at its beginning, every second byte of plain letters is still zero.
    if content[1:2] == b"\0":
        return ("utf-16-le",)
    if content[:1] == b"\0":
        return ("utf-16-be",)
    return ("utf-8-sig", "cp1252")
