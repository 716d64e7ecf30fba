"""Instruments and prices for tests."""

from datetime import UTC, datetime
from decimal import Decimal

from trading.brokers import facts
from trading.market.models import Instrument
from trading.market.services.see_instruments import see_instruments

SERVER = "Example-Live"
FRIDAY = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)


def told(symbol: str = "EURUSD.r", kind: str = "forex", **fields: object) -> facts.Instrument:
    given = {"currency": "USD", "tick_size": Decimal("0.00001"), "volume_step": Decimal("0.01")}
    given |= {"volume_min": Decimal("0.01"), "volume_max": Decimal(100), "multiplier": Decimal(100_000)}
    return facts.Instrument(symbol=symbol, kind=facts.AssetKind(kind), **{**given, **fields})


def an_instrument(symbol: str = "EURUSD.r", **fields: object) -> Instrument:
    keys = see_instruments([told(symbol, **fields)], platform="mt5", server=SERVER)
    return Instrument.objects.get(pk=keys[symbol])


def quote(at: datetime, bid: str | None = None, ask: str | None = None, **fields: object) -> facts.Quote:
    return facts.Quote(
        symbol="EURUSD.r", at=at, bid=Decimal(bid) if bid else None, ask=Decimal(ask) if ask else None, **fields
    )
