"""Console's tradebook, a CSV of trades over years, as fills: exact, each once, and hostile files refused by line.

Columns as Console writes them (2026): symbol, isin, trade_date, exchange, segment, series, trade_type, auction,
quantity, price, trade_id, order_id, order_execution_time, and for derivatives expiry_date. Console names the exchange
and the segment where Kite has one name for both; a fill's number and symbol are made as Kite tells them, so that a
trade read live and again out of a file is one trade. The file tells neither costs nor our tag.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO

from trading.brokers.facts import FillState, Side
from trading.brokers.kite import grammar

COLUMNS = (
    "symbol", "isin", "trade_date", "exchange", "segment", "series", "trade_type", "auction", "quantity", "price",
    "trade_id", "order_id", "order_execution_time",
)  # fmt: skip
EXPIRY = "expiry_date"
# (Console's exchange, segment) -> Kite's exchange
PLACES = {
    ("NSE", "EQ"): "NSE", ("BSE", "EQ"): "BSE", ("NSE", "FO"): "NFO", ("BSE", "FO"): "BFO", ("NSE", "CDS"): "CDS",
    ("NSE", "CD"): "CDS",    ("BSE", "CDS"): "BCD", ("MCX", "COM"): "MCX", ("NSE", "COM"): "NCO",
}  # fmt: skip
CONSOLE = {place: names for names, place in reversed(PLACES.items())}
LARGEST = 128 << 20  # bytes
LONGEST_LINE = 2_000
SIDES = {"buy": Side.BUY, "sell": Side.SELL}
_NUMBER = re.compile(r"\d{1,15}(\.\d{1,9})?", re.ASCII)
_ID = re.compile(r"[0-9A-Za-z/-]{1,40}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}", re.ASCII)


class BadTradebook(ValueError):
    """No tradebook, or one with a line that makes no sense; `line` counts from 1, nothing of the file is believed."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        self.reason, self.line = reason, line
        super().__init__(f"Line {line}: {reason}" if line else reason)


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    told: dict[str, str]

    def bad(self, reason: str) -> BadTradebook:
        return BadTradebook(reason, self.line)


def read(content: bytes) -> Iterator[FillState]:
    """Fills in the file's order; raises BadTradebook at the line that is wrong, so take none before the end."""
    known: dict[str, FillState] = {}
    for row in _rows(_text(content)):
        fill = _fill(row)
        before = known.setdefault(fill.id, fill)
        if before is fill:
            yield fill
        elif before != fill:
            raise row.bad(f"trade {row.told['trade_id']} stands twice, with different words")


def read_all(content: bytes) -> list[FillState]:
    """All of them, oldest first, or BadTradebook."""
    return sorted(read(content), key=lambda fill: (fill.at, fill.id))


def write(fills: Iterable[FillState]) -> str:
    """A tradebook as Console would write it of these fills, for the demo firm and tests."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for fill in fills:
        place, name = grammar.split(fill.symbol)
        exchange, segment = CONSOLE[place]
        writer.writerow([
            name, "", f"{fill.at:%Y-%m-%d}", exchange, segment, "EQ" if segment == "EQ" else "", fill.side.value,
            "false", f"{fill.volume:.6f}", f"{fill.price:.6f}", fill.id.rpartition(":")[2], fill.order_id,
            f"{fill.at:%Y-%m-%dT%H:%M:%S}",
        ])  # fmt: skip
    return out.getvalue()


def _text(content: bytes) -> str:
    if len(content) > LARGEST:
        raise BadTradebook("the file is too large")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadTradebook("this is no text", content.count(b"\n", 0, error.start) + 1) from None


def _rows(text: str) -> Iterator[_Row]:
    reader = csv.reader(_lines(text), strict=True)
    try:
        head = [name.strip().lower().replace(" ", "_") for name in next(reader, [])]
        if not set(COLUMNS) <= set(head) or len(set(head)) != len(head):
            raise BadTradebook("this is not Console's tradebook: its columns are others", 1)
        for cells in reader:
            if cells and len(cells) != len(head):
                raise BadTradebook(f"{len(cells)} cells under {len(head)} columns", reader.line_num)
            if cells:
                yield _Row(reader.line_num, dict(zip(head, (cell.strip() for cell in cells), strict=True)))
    except csv.Error as error:
        raise BadTradebook(f"this is no CSV: {error}", reader.line_num) from None


def _lines(text: str) -> Iterator[str]:
    start, number = 0, 0
    while start < len(text):
        number += 1
        end = text.find("\n", start) + 1 or len(text)
        if end - start > LONGEST_LINE:
            raise BadTradebook(f"longer than {LONGEST_LINE} characters", number)
        yield text[start:end]
        start = end


def _fill(row: _Row) -> FillState:
    told = row.told
    place = PLACES.get((told["exchange"].upper(), told["segment"].upper()))
    if place is None:
        raise row.bad(f"exchange {told['exchange'][:20]!r} with segment {told['segment'][:20]!r} is not known here")
    symbol = f"{place}:{told['symbol'].upper()}"
    if not grammar.is_known(symbol):
        raise row.bad(f"{told['symbol'][:50]!r} is no trading symbol")
    side = SIDES.get(told["trade_type"].lower())
    if side is None:
        raise row.bad(f"a trade is a buy or a sell, not {told['trade_type'][:20]!r}")
    day, at = _day(row), _moment(row)
    if at.date() != day:
        raise row.bad("it was executed on another day than it was traded")
    return FillState(
        id=grammar.fill_id(place, day, _id(row, "trade_id")),
        order_id=_id(row, "order_id"),
        symbol=symbol,
        side=side,
        volume=_number(row, "quantity"),
        price=_number(row, "price"),
        at=at,
    )


def _number(row: _Row, field: str) -> Decimal:
    written = row.told[field]
    if not _NUMBER.fullmatch(written):
        raise row.bad(f"{field} is no number: {written[:30]!r}")
    value = Decimal(written)
    if not value:
        raise row.bad(f"{field} is zero")
    return value.to_integral_value() if value == value.to_integral_value() else value.normalize()


def _id(row: _Row, field: str) -> str:
    written = row.told[field]
    if not _ID.fullmatch(written):
        # A spreadsheet program that saved it as 1.8E+18 has lost the number for good.
        raise row.bad(f"{field} is none: {written[:30]!r}")
    return written


def _day(row: _Row) -> date:
    written = row.told["trade_date"]
    try:
        if _DAY.fullmatch(written):
            return date.fromisoformat(written)
    except ValueError:
        pass
    raise row.bad(f"trade_date is no day: {written[:30]!r}")


def _moment(row: _Row) -> datetime:
    """India's clock held as UTC (docs/adr/0007-server-time.md)."""
    written = row.told["order_execution_time"]
    try:
        if _TIME.fullmatch(written):
            return datetime.fromisoformat(written).replace(tzinfo=UTC)
    except ValueError:
        pass
    raise row.bad(f"order_execution_time is no time: {written[:30]!r}")
