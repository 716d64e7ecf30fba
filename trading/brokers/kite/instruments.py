"""The day's list of instruments, some hundred thousand lines of CSV: held as bytes, read line by line when asked."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Set
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from itertools import islice

from trading.brokers.facts import AssetKind, Instrument, OptionRight
from trading.brokers.kite import grammar
from trading.brokers.rows import BadRow

COLUMNS = (
    "instrument_token", "exchange_token", "tradingsymbol", "name", "last_price", "expiry", "strike", "tick_size",
    "lot_size", "instrument_type", "segment", "exchange",
)  # fmt: skip
MOST_LINES = 1_000_000
LONGEST_LINE = 2_000
INDEX_STEP = Decimal("0.01")  # indices are not traded, and printed with two places
OPTIONS = {"CE": OptionRight.CALL, "PE": OptionRight.PUT}


def read(listed: bytes, wanted: Set[str] | None = None) -> Iterator[Instrument]:
    """Those of `wanted`, or all; a line that makes no sense is left out, a file that is no such list refused."""
    lines = csv.reader(_lines(listed))
    try:
        head = [column.strip() for column in next(lines, [])]
        if not set(COLUMNS) <= set(head):
            raise BadRow("this is no list of instruments")
        exchange, name = head.index("exchange"), head.index("tradingsymbol")
        for row in islice(lines, MOST_LINES):
            if len(row) != len(head):
                continue
            symbol = f"{row[exchange]}:{row[name]}"
            if wanted is None or symbol in wanted:
                found = _instrument(symbol, dict(zip(head, row, strict=True)))
                if found is not None:
                    yield found
    except csv.Error as error:
        raise BadRow(f"this is no list of instruments: {error}") from None


def _lines(listed: bytes) -> Iterator[str]:
    start = 0
    while start < len(listed):
        end = listed.find(b"\n", start)
        end = len(listed) if end < 0 else end + 1
        if end - start <= LONGEST_LINE:
            yield listed[start:end].decode("utf-8", "replace")
        start = end


def _instrument(symbol: str, told: dict[str, str]) -> Instrument | None:
    word, index = told["instrument_type"], told["segment"] == "INDICES"
    kind = AssetKind.INDEX if index else _kind(word)
    try:
        step = Decimal(told["lot_size"])
        tick = Decimal(told["tick_size"])
        strike = Decimal(told["strike"] or 0)
        if not strike.is_finite():
            return None
        expires = datetime.strptime(told["expiry"], "%Y-%m-%d").replace(tzinfo=UTC) if told["expiry"] else None
        return Instrument(
            symbol=symbol,
            id=told["instrument_token"],
            kind=kind,
            currency="INR",
            tick_size=tick if tick > 0 or not index else INDEX_STEP,
            volume_step=step if step > 0 or not index else Decimal(1),
            volume_min=step if step > 0 or not index else Decimal(1),
            exchange=told["exchange"],
            name=told["name"],
            underlying=told["name"] if word in OPTIONS or word == "FUT" else "",
            expires_on=expires,
            strike=strike if word in OPTIONS else None,
            right=OPTIONS.get(word),
            may_trade=not index and grammar.is_known(symbol),
        )
    except (ValueError, InvalidOperation):
        return None


def _kind(word: str) -> AssetKind:
    if word in OPTIONS:
        return AssetKind.OPTION
    return {"FUT": AssetKind.FUTURE, "EQ": AssetKind.STOCK}.get(word, AssetKind.OTHER)
