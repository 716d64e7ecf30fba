"""A file of accounts to connect, read: a line each, columns by name. Values stay text; nothing in here is kept."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass, field

LARGEST = 1 << 20  # bytes: small enough to be held in memory alone, never in a file of ours
MOST_LINES = 2_000
COLUMNS = (
    "broker", "server", "login", "platform", "currency", "environment", "margin_mode", "name", "gateway", "may_trade",
)  # fmt: skip
NEEDED = ("broker", "server", "login", "platform", "currency")
# Text that people will see in tables; a spreadsheet would run it.
SHOWN = ("broker", "server", "name", "gateway")
_FORMULA = ("=", "+", "-", "@")


class UnreadableFile(ValueError):
    """The file as a whole makes no sense; `line` where it stops to."""


@dataclass(frozen=True, slots=True)
class Line:
    """One account as written; `number` is the file's own, the head is 1. Its repr shows no cell."""

    number: int
    cells: dict[str, str] = field(repr=False)

    def faults(self) -> dict[str, str]:
        found = {column: "This is missing." for column in NEEDED if not self.cells.get(column)}
        for column in SHOWN:
            if self.cells.get(column, "").startswith(_FORMULA):
                found[column] = "It begins like a formula of a spreadsheet."
        if self.cells.get("may_trade", "") not in {"", "yes", "no"}:
            found["may_trade"] = "Write yes or no."
        return found


def read_file(content: bytes, *, further: Collection[str]) -> list[Line]:
    """The lines; `further` are the columns that platforms add. Raises UnreadableFile, which repeats no cell."""
    if len(content) > LARGEST:
        raise UnreadableFile("The file is larger than 1 MB; bring the accounts in parts.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFile("Save the file as CSV in UTF-8.") from None
    if "\x00" in text:
        raise UnreadableFile("This is no text.")
    first = text.split("\n", 1)[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",", strict=True
    )
    try:
        head = [name.strip().lower() for name in next(reader, [])]
        _check_head(head, {*COLUMNS, *further})
        return _lines(reader, head)
    except csv.Error:
        raise UnreadableFile(f"Line {reader.line_num} is no CSV: look at its quotes.") from None


def _check_head(head: list[str], known: set[str]) -> None:
    if missing := [name for name in NEEDED if name not in head]:
        raise UnreadableFile(f"The first line names the columns; missing: {', '.join(missing)}.")
    if len(set(head)) < len(head):
        raise UnreadableFile("A column stands twice.")
    if unknown := len([name for name in head if name not in known]):
        # Not repeated: without a head, the first line is an account with its password.
        raise UnreadableFile(f"{unknown} of the columns are not known; take the names from the template.")


def _lines(reader: object, head: list[str]) -> list[Line]:
    found: list[Line] = []
    for cells in reader:  # type: ignore[attr-defined]
        number = reader.line_num  # type: ignore[attr-defined]
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(head):
            raise UnreadableFile(f"Line {number} has {len(cells)} cells, the head has {len(head)}.")
        found.append(Line(number, dict(zip(head, (cell.strip() for cell in cells), strict=True))))
        if len(found) > MOST_LINES:
            raise UnreadableFile(f"More than {MOST_LINES:,} accounts; bring them in parts.")
    if not found:
        raise UnreadableFile("There is no account in the file.")
    return found
