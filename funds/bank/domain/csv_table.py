"""The rows of a CSV, whatever sign stands between its cells."""

import csv
import io
from collections import Counter

from funds.bank.domain.csv_mapping import Table
from funds.bank.domain.unreadable import Unreadable

DELIMITERS = (";", ",", "\t", "|")
# A row of bookings has a date, an amount and something said.
_FEWEST = 2
_WIDEST = 400
_LOOKED_AT = 60


def read_table(text: str, *, delimiter: str, skip: int) -> Table:
    """The table below `skip` rows; raises Unreadable naming the line of a row that is cut off."""
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    header: tuple[str, ...] | None = None
    rows: list[tuple[int, tuple[str, ...]]] = []
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            row = tuple(cell.strip() for cell in cells)
            if number <= skip or not any(row):
                continue
            if header is None:
                header = row
            else:
                rows.append((reader.line_num, _whole(row, header, reader.line_num)))
    except csv.Error:
        raise Unreadable(
            "a quotation mark is not closed, or a cell is damaged", place=f"line {reader.line_num}"
        ) from None
    if header is None:
        raise Unreadable("the file holds no table with a row of headings")
    twice = [name for name, count in Counter(one for one in header if one).items() if count > 1]
    if twice:
        header = tuple(_distinct(header))
    return Table(header, tuple(rows), text.endswith("\n"))


def _whole(row: tuple[str, ...], header: tuple[str, ...], line: int) -> tuple[str, ...]:
    """Cells beyond the header are harmless when empty; missing ones mean that the row was cut off."""
    if len(row) > len(header) and not any(row[len(header) :]):
        return row[: len(header)]
    # Headings that end in an empty one have rows that leave it out.
    named = max((place for place, name in enumerate(header, 1) if name), default=0)
    if len(row) < named or len(row) > len(header):
        raise Unreadable(f"the row has {len(row)} cells, its headings are {len(header)}", place=f"line {line}")
    return row


def _distinct(header: tuple[str, ...]) -> list[str]:
    seen: Counter[str] = Counter()
    named = []
    for name in header:
        seen[name] += 1
        named.append(f"{name} ({seen[name]})" if name and seen[name] > 1 else name)
    return named


def find_delimiter(text: str) -> tuple[str, int]:
    """The sign between cells and how many rows stand above the headings; raises Unreadable for no table."""
    best: tuple[int, int, str, int] | None = None
    for delimiter in DELIMITERS:
        lines = text.split("\n")[:_LOOKED_AT]
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
        except csv.Error:
            continue
        common, count = (
            Counter(width for width in widths if width >= _FEWEST).most_common(1)[0]
            if any(width >= _FEWEST for width in widths)
            else (0, 0)
        )
        if common > _WIDEST or not common:
            continue
        skip = widths.index(common)
        candidate = (count * min(common, 12), -skip, delimiter, skip)
        if best is None or candidate[:2] > best[:2]:
            best = candidate
    if best is None:
        raise Unreadable("this is neither CAMT, MT940 nor a table whose cells are parted by ; , | or tabulators")
    return best[2], best[3]
