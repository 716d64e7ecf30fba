"""Levels of an index out of a file of comma separated values, all or nothing."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

_DAY_NAMES = ("date", "day", "observation_date", "time")
# The first of these that the file has; a total return is what an investor would have had.
_LEVEL_NAMES = ("level", "adj close", "adjusted close", "close", "price", "value", "last")
# Nothing was traded: a closed day, not a mistake.
_EMPTY = ("", ".", "-", "n/a", "null")
_LARGEST = Decimal(10) ** 12
_SHOWN = 5


class NotReadable(ValueError):
    """The file is not one of levels; `problems` say where and why, each in a sentence."""

    def __init__(self, *problems: str) -> None:
        self.problems = problems
        super().__init__(" ".join(problems))


@dataclass(frozen=True, slots=True)
class Level:
    on: date
    value: Decimal


def read_levels(content: bytes, *, column: str = "") -> list[Level]:
    """By day, oldest first; raises NotReadable. `column` names the levels where the file has several."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotReadable("The file is not text in UTF-8; save it again as CSV UTF-8.") from None
    rows = [row for row in _rows(text) if any(cell.strip() for cell in row)]
    if len(rows) < 2:
        raise NotReadable("The file has no rows of levels beneath a row of headings.")
    head = [cell.strip().lower() for cell in rows[0]]
    day_at, level_at = _columns(head, column.strip().lower())
    problems: list[str] = []
    cells = []
    for number, row in enumerate(rows[1:], start=2):
        if len(row) <= max(day_at, level_at):
            problems.append(f"Row {number} is cut off.")
        elif row[level_at].strip().lower() not in _EMPTY:
            cells.append((number, row[day_at].strip(), row[level_at].strip()))
    form = _form([day for _, day, _ in cells])
    levels: dict[date, Decimal] = {}
    for number, written_day, written in cells:
        day, value = _day(written_day, form), _value(written)
        if day is None:
            problems.append(f"Row {number}: {written_day!r} is not a date.")
        elif value is None:
            problems.append(f"Row {number}: {written!r} is not a level; a level is a number above zero.")
        elif levels.setdefault(day, value) != value:
            problems.append(f"Row {number}: {day:%-d %b %Y} has another level before.")
    if problems:
        more = [f"And {len(problems) - _SHOWN} more."] if len(problems) > _SHOWN else []
        raise NotReadable(*problems[:_SHOWN], *more)
    if not levels:
        raise NotReadable("The file has no level in it.")
    return [Level(day, levels[day]) for day in sorted(levels)]


def _rows(text: str) -> list[list[str]]:
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise NotReadable(f"The file is not made of comma separated values: {error}.") from None


def _columns(head: Sequence[str], wanted: str) -> tuple[int, int]:
    day_at = next((head.index(name) for name in _DAY_NAMES if name in head), None)
    if day_at is None:
        raise NotReadable("No column is headed Date.")
    if wanted:
        if wanted not in head:
            raise NotReadable(f"No column is headed {wanted!r}.")
        return day_at, head.index(wanted)
    known = next((head.index(name) for name in _LEVEL_NAMES if name in head), None)
    if known is not None:
        return day_at, known
    if len(head) == 2:
        return day_at, 1 - day_at
    raise NotReadable("The file has several columns; name the one with the levels.")


def _form(days: Sequence[str]) -> str:
    """What 3/4/2020 means is told by the other rows, where one of them has a number above twelve."""
    slashed = [[int(part) for part in re.split(r"[/.]", day)] for day in days if _SLASHED.fullmatch(day)]
    if not slashed:
        return ""
    if any("." in day for day in days) or any(parts[0] > 12 for parts in slashed):
        return "day first"
    if any(parts[1] > 12 for parts in slashed):
        return "month first"
    raise NotReadable("Whether the day or the month comes first cannot be told; write dates as 2026-11-21.")


_SLASHED = re.compile(r"\d{1,2}[/.]\d{1,2}[/.]\d{4}")


def _day(written: str, form: str) -> date | None:
    try:
        if not _SLASHED.fullmatch(written):
            return date.fromisoformat(written[:10])
        first, second, year = (int(part) for part in re.split(r"[/.]", written))
        return date(year, second, first) if form == "day first" else date(year, first, second)
    except ValueError:
        return None


def _value(written: str) -> Decimal | None:
    try:
        value = Decimal(written.replace(" ", ""))
    except InvalidOperation:
        return None
    return round(value, 8) if value.is_finite() and 0 < value < _LARGEST and round(value, 8) else None
