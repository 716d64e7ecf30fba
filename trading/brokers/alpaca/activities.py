"""Alpaca's account activities: its trades, and the money that came or went without one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from trading.brokers.alpaca import fields
from trading.brokers.alpaca.line import Line
from trading.brokers.base import NotSent
from trading.brokers.facts import CashState
from trading.brokers.rows import BadRow, Row, row_list

TRADE = "FILL"
WITHOUT_TRADES = {"category": "non_trade_activity"}
PAGE = 100  # the most that Alpaca gives
# Dividends and fees are booked days later under the day they belong to.
LATE = timedelta(days=7)
BEGINNING = datetime(1990, 1, 1, tzinfo=UTC)  # of nothing: Alpaca is younger
_KINDS = {
    "CSD": "balance", "CSW": "balance", "TRANS": "balance", "JNL": "balance", "JNLC": "balance", "ACATC": "balance",
    "FEE": "charge", "CFEE": "charge", "PTC": "charge", "DIVFEE": "charge", "CGD": "dividend",
    "DIVNRA": "tax", "DIVFT": "tax", "DIVTW": "tax", "INTNRA": "tax", "INTTW": "tax",
}  # fmt: skip


def trades_since(line: Line, since: datetime) -> Iterator[Row]:
    """From `since` on, oldest first, a page after the other."""
    return _told(line, f"/v2/account/activities/{TRADE}", _text(since), {})


def money_since(line: Line, since: datetime) -> Iterator[Row]:
    """What is no trade, from some days before `since`; a week's trades would be many pages at three calls a second."""
    return _told(line, "/v2/account/activities", _text(since, back=LATE), WITHOUT_TRADES)


def _text(since: datetime, *, back: timedelta = timedelta(0)) -> str:
    # What is of the very moment is left out by `after`, and moments have more digits there than here.
    start = since.astimezone(UTC) - back - timedelta(seconds=1) if since.year > BEGINNING.year else BEGINNING
    return f"{start:%Y-%m-%dT%H:%M:%SZ}"


def _told(line: Line, path: str, after: str, more: Mapping[str, str]) -> Iterator[Row]:
    asked = {"after": after, "direction": "asc", "page_size": str(PAGE), **more}
    seen: set[str] = set()
    while True:
        page = row_list(line.get(path, asked), "activities", PAGE)
        fresh = [row for row in page if fields.name(row, "id") not in seen]
        seen |= {fields.name(row, "id") for row in fresh}
        yield from fresh
        if len(page) < PAGE:
            return
        if not fresh:
            raise NotSent("Alpaca told the same activities again", code="answer")
        asked["page_token"] = fields.name(page[-1], "id")


def cash(told: Row) -> CashState | None:
    """None for what moved no money (splits, shares that came or went) and for what was taken back."""
    kind = fields.name(told, "activity_type", 20)
    amount = fields.optional(told, "net_amount") or Decimal(0)
    if kind == TRADE or not amount or fields.text(told, "status", 40) == "canceled":
        return None
    if told.get("currency") not in {None, "", "USD"}:
        raise BadRow(f"an activity in {fields.text(told, 'currency')}")
    words = (kind, fields.text(told, "symbol", 40), fields.text(told, "description"))
    return CashState(
        id=fields.name(told, "id"),
        kind=_kind(kind),
        amount=amount,
        at=fields.day(told, "date"),
        comment=" ".join(word for word in words if word)[:200],
    )


def _kind(word: str) -> str:
    if word in _KINDS:
        return _KINDS[word]
    if word.startswith("DIV"):
        return "dividend"
    return "interest" if word.startswith("INT") else "correction"
