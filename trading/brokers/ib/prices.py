"""Instruments and quotes by our symbols."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from decimal import Decimal

from trading.brokers.facts import Instrument, Quote
from trading.brokers.ib import instruments, reading
from trading.brokers.ib.line import Line
from trading.brokers.ib.pace import Urgency
from trading.brokers.ib.session import Session
from trading.brokers.ib.wire import Trouble, now

PATIENCE = 3.0  # seconds for a market that shows one side or none


async def listed(line: Line, symbols: Sequence[str]) -> list[Instrument]:
    session = await line.session()
    found = await asyncio.gather(*(_known(session, symbol) for symbol in dict.fromkeys(symbols)))
    return [instrument for instrument in found if instrument is not None]


async def quotes(line: Line, symbols: Sequence[str], seconds: float) -> list[Quote]:
    session = await line.session()
    patience = min(PATIENCE, seconds * 0.6)
    found = await asyncio.gather(*(_quote(session, symbol, patience) for symbol in dict.fromkeys(symbols)))
    return [quote for quote in found if quote is not None]


async def _known(session: Session, symbol: str) -> Instrument | None:
    try:
        return reading.instrument(symbol, await instruments.details(session, symbol, Urgency.QUESTION))
    except instruments.Unknown:
        return None


async def _quote(session: Session, symbol: str, patience: float) -> Quote | None:
    try:
        contract = instruments.tradable(await instruments.details(session, symbol, Urgency.QUESTION))
        ticks = await session.prices(contract, patience)
    except (instruments.Unknown, Trouble):  # not subscribed, not even delayed
        return None
    told: dict[str, Decimal] = {}
    sizes: dict[str, Decimal] = {}
    for tick, price, size in ticks:
        # Nobody there is -1; a spread's price may be below zero, but not that.
        if (name := reading.PRICES.get(tick)) and price != -1 and (number := reading.amount(price)) is not None:
            told[name] = number
            if shown := reading.amount(size):
                sizes[name] = shown
    if not told:
        return None
    delayed = any(tick in reading.DELAYED for tick, _, _ in ticks)
    return Quote(
        symbol=symbol,
        at=now(),
        bid=told.get("bid"),
        ask=told.get("ask"),
        last=told.get("last"),
        delayed=delayed,
        bid_size=sizes.get("bid"),
        ask_size=sizes.get("ask"),
    )
