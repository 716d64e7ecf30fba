"""What Alpaca lists: shares and coins, and the steps they trade in."""

from __future__ import annotations

from decimal import Decimal

from trading.brokers.alpaca import fields, names
from trading.brokers.facts import AssetKind, Instrument
from trading.brokers.rows import BadRow, Row

FINEST = Decimal("0.000000001")  # of shares in parts, and of coins
CENT = Decimal("0.01")  # below a dollar prices have four digits


def instrument(told: Row) -> Instrument | None:
    """None for kinds of assets that have no steps here."""
    kind, symbol = fields.text(told, "class", 40), fields.name(told, "symbol", 40)
    try:
        if kind == "us_equity":
            step = FINEST if told.get("fractionable") is True else Decimal(1)
            return _listed(told, symbol, AssetKind.STOCK, "USD", tick=CENT, step=step, least=step)
        if kind == "crypto" and names.is_coin(symbol):
            step = fields.level(told, "min_trade_increment") or FINEST
            tick, least = fields.level(told, "price_increment"), fields.level(told, "min_order_size")
            money = symbol.partition("/")[2]
            return _listed(told, symbol, AssetKind.CRYPTO, money, tick=tick or FINEST, step=step, least=least or step)
    except BadRow:
        raise
    except ValueError as error:
        raise BadRow(str(error)) from None
    return None


def _listed(
    told: Row, symbol: str, kind: AssetKind, currency: str, *, tick: Decimal, step: Decimal, least: Decimal
) -> Instrument:
    return Instrument(
        symbol=symbol,
        kind=kind,
        currency=currency,
        tick_size=tick,
        volume_step=step,
        volume_min=least,
        id=fields.name(told, "id"),
        exchange=fields.text(told, "exchange", 40),
        name=fields.text(told, "name"),
        may_trade=fields.truth(told, "tradable") and fields.text(told, "status") == "active",
    )
