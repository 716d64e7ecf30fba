"""What orders hold now by their fills, marked at the newest quotes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from fidus.lib.money import Money
from trading.desk.domain.rounds import Filled, open_result, rounds
from trading.desk.selectors.instruments import money
from trading.desk.selectors.ways import OrderWay
from trading.market.models import Instrument


@dataclass(frozen=True, slots=True)
class Holding:
    """`volume` is signed, in units of trade; results without costs, None where a price or the facts are missing."""

    account: str
    symbol: str
    volume: Decimal
    realised: Money | None
    open: Money | None
    marked_at: datetime | None


def holdings(ways: Iterable[OrderWay]) -> list[Holding]:
    """By account and symbol, closed ones with nothing held too; in the order of the ways. No query."""
    grouped: dict[tuple[str, str], list[OrderWay]] = {}
    for way in ways:
        if way.fills:
            grouped.setdefault((way.account, way.order.symbol), []).append(way)
    return [_held(account, symbol, found) for (account, symbol), found in grouped.items()]


def _held(account: str, symbol: str, ways: list[OrderWay]) -> Holding:
    fills = sorted((line.fill for way in ways for line in way.fills), key=lambda fill: (fill.at, fill.pk))
    signed = [Filled(one.at, one.volume if one.side == "buy" else -one.volume, one.price) for one in fills]
    instrument = ways[0].instrument
    closed, lots = rounds(signed, instrument.multiplier if instrument else Decimal(1))
    volume = sum((lot.volume for lot in lots), Decimal(0))
    if instrument is None:
        return Holding(account, symbol, volume, None, None, None)
    made = money(sum((one.made for one in closed), Decimal(0)), instrument.currency)
    quote = quote_of(instrument)
    if not lots or quote is None:
        return Holding(account, symbol, volume, made, None, None)
    bid, ask, at = quote
    result = open_result(lots, bid=bid, ask=ask, multiplier=instrument.multiplier)
    return Holding(account, symbol, volume, made, money(result, instrument.currency), at)


def quote_of(instrument: Instrument) -> tuple[Decimal, Decimal, datetime] | None:
    """Bid, ask and when they were told; the last price for both where there is no bid or ask; None of no price."""
    quote = getattr(instrument, "quote", None)
    if quote is None:
        return None
    bid, ask = quote.bid or quote.last, quote.ask or quote.last
    return None if bid is None or ask is None else (bid, ask, quote.received_at)
