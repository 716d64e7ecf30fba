"""Rows of a CSV or XLSX as text, each with the number a person sees beside it."""

from dataclasses import dataclass

from funds.intake.domain.separated import read_separated
from funds.intake.domain.unusable import Unusable
from funds.intake.domain.workbook import read_workbook

MOST_ROWS, MOST_COLUMNS = 20_000, 100


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
        return _made(read_workbook(content, most_rows=MOST_ROWS, most_columns=MOST_COLUMNS))
    if content.startswith((b"%PDF", b"\xd0\xcf\x11\xe0")) or content.lstrip()[:1] == b"<":
        raise Unusable("This is neither CSV nor XLSX. Save the table as one of them.")
    return _made(read_separated(content))


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
