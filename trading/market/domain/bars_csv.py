"""Bars out of a CSV file: a heading line, then a time, four prices and perhaps a volume a line."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation

MOST_BARS = 1_000_000
SPANS = {"1m": timedelta(minutes=1), "5m": timedelta(minutes=5), "1h": timedelta(hours=1), "1d": timedelta(days=1)}
_NAMES = {
    "time": {"time", "date", "datetime", "timestamp", "opens_at", "gmt time"},
    "open": {"open", "o"}, "high": {"high", "h"}, "low": {"low", "l"}, "close": {"close", "c", "last"},
    "volume": {"volume", "vol", "v", "tickvol", "tick volume"},
}  # fmt: skip
_FORMATS = ("%Y.%m.%d %H:%M:%S", "%Y.%m.%d %H:%M", "%Y.%m.%d", "%Y%m%d %H%M%S", "%Y%m%d")


class BadBars(Exception):
    """The file cannot be taken; `line` is the line of the file."""

    def __init__(self, reason: str, *, line: int) -> None:
        self.reason, self.line = reason, line
        super().__init__(f"Line {line}: {reason}")


@dataclass(frozen=True, slots=True)
class BarRow:
    opens_at: datetime
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal | None


def read_bars(content: bytes, *, span: str) -> list[BarRow]:
    """All bars, oldest first; times without a zone are UTC. BadBars names the first line that is wrong."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadBars("this is not text in UTF-8.", line=line) from None
    rows = csv.reader(io.StringIO(text), delimiter=_delimiter(text))
    columns = _columns(next(rows, []))
    found: dict[datetime, BarRow] = {}
    try:
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            bar = _bar(row, columns, span, rows.line_num)
            if bar.opens_at in found:
                raise BadBars(f"a second bar of {bar.opens_at:%Y-%m-%d %H:%M}.", line=rows.line_num)
            if len(found) == MOST_BARS:
                raise BadBars(f"more than {MOST_BARS:,} bars: give them in several files.", line=rows.line_num)
            found[bar.opens_at] = bar
    except csv.Error as error:
        raise BadBars(f"this is no CSV: {error}.", line=rows.line_num) from None
    if not found:
        raise BadBars("there is no bar in the file.", line=max(rows.line_num, 1))
    return [found[at] for at in sorted(found)]


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _columns(heading: list[str]) -> dict[str, int]:
    cleaned = [cell.strip().strip("<>").lower() for cell in heading]
    places = {
        name: next((place for place, cell in enumerate(cleaned) if cell in names), -1) for name, names in _NAMES.items()
    }
    # MetaTrader writes <DATE> and <TIME> apart.
    if "date" in cleaned and "time" in cleaned:
        places["time"], places["clock"] = cleaned.index("date"), cleaned.index("time")
    missing = [name for name, place in places.items() if place < 0 and name != "volume"]
    if missing:
        raise BadBars(f"no column {', '.join(missing)}; the first line names the columns.", line=1)
    return places


def _bar(row: list[str], columns: dict[str, int], span: str, line: int) -> BarRow:
    def cell(name: str) -> str:
        place = columns.get(name, -1)
        return row[place].strip() if 0 <= place < len(row) else ""

    at = _time(f"{cell('time')} {cell('clock')}".strip(), line)
    if (at - datetime(1970, 1, 1, tzinfo=UTC)) % SPANS[span]:
        raise BadBars(f"{at:%Y-%m-%d %H:%M:%S} is no beginning of a bar of {span}.", line=line)
    open_, high, low, close = (_price(cell(name), name, line) for name in ("open", "high", "low", "close"))
    if low > min(open_, close) or high < max(open_, close):
        raise BadBars("open and close do not lie between low and high.", line=line)
    return BarRow(at, open_, high, low, close, _volume(cell("volume"), line))


def _time(text: str, line: int) -> datetime:
    if text.isdigit() and len(text) in {10, 13}:
        return datetime.fromtimestamp(int(text[:10]), UTC)
    for parse in (_iso, *(lambda text, form=form: datetime.strptime(text, form) for form in _FORMATS)):  # noqa: DTZ007
        try:
            found = parse(text)
        except ValueError:
            continue
        at = found if found.tzinfo else found.replace(tzinfo=UTC)
        if at.year < 1900:
            break
        return at.astimezone(UTC)
    raise BadBars(f"{text!r} is no time, such as 2026-11-20 15:30 (UTC).", line=line)


def _iso(text: str) -> datetime:
    if len(text) == 10:
        day = date.fromisoformat(text)
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    return datetime.fromisoformat(text)


def _price(text: str, name: str, line: int) -> Decimal:
    try:
        found = Decimal(text)
    except InvalidOperation:
        raise BadBars(f"{text!r} is no price ({name}); write 1234.56.", line=line) from None
    exponent = found.as_tuple().exponent
    if not found.is_finite() or abs(found) >= 10**14 or not isinstance(exponent, int) or exponent < -10:
        raise BadBars(f"{text!r} is no price that can be kept: at most 10 decimals ({name}).", line=line)
    return found


def _volume(text: str, line: int) -> Decimal | None:
    if not text:
        return None
    volume = _price(text, "volume", line)
    if volume < 0:
        raise BadBars("a volume is not below zero.", line=line)
    return volume
