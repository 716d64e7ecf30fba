"""A symbol's row as an instrument: what it is, the platform says in how its margin is computed and in its folder."""

from __future__ import annotations

from datetime import UTC, datetime

from trading.brokers.facts import AssetKind, Instrument, OptionRight
from trading.brokers.mt5 import fields
from trading.brokers.rows import BadRow, Row

BY_MARGIN = {
    0: AssetKind.FOREX, 1: AssetKind.FUTURE, 5: AssetKind.FOREX, 32: AssetKind.STOCK, 33: AssetKind.FUTURE,
    34: AssetKind.OPTION, 36: AssetKind.OPTION, 37: AssetKind.BOND, 38: AssetKind.STOCK, 39: AssetKind.BOND,
}  # fmt: skip
# Contracts for difference are of anything; brokers name their folders by it. Crypto stands also among currencies.
BY_FOLDER = (
    ("crypto", AssetKind.CRYPTO), ("etf", AssetKind.ETF), ("metal", AssetKind.COMMODITY),
    ("energ", AssetKind.COMMODITY), ("commodit", AssetKind.COMMODITY), ("indic", AssetKind.INDEX),
    ("index", AssetKind.INDEX), ("stock", AssetKind.STOCK), ("share", AssetKind.STOCK), ("bond", AssetKind.BOND),
    ("forex", AssetKind.FOREX),
)  # fmt: skip
TRADABLE = frozenset({1, 2, 4})  # long only, short only, full; not: disabled, close only


def instrument(told: Row) -> Instrument:
    mode, folder = fields.whole(told, "trade_calc_mode"), fields.text(told, "path", 256)
    kind = _kind(mode, folder)
    strike = fields.level(told, "option_strike")
    expires = fields.whole(told, "expiration_time", 0, 2**34)
    steps = [fields.amount(told, name) for name in ("tick_size", "volume_step")]
    if min(steps) <= 0:
        raise BadRow("a symbol without steps")
    return Instrument(
        symbol=fields.text(told, "name", 64),
        id=fields.text(told, "name", 64),
        kind=kind,
        currency=fields.text(told, "currency_profit", 32),
        tick_size=steps[0],
        volume_step=steps[1],
        volume_min=fields.amount(told, "volume_min"),
        volume_max=fields.level(told, "volume_max"),
        multiplier=fields.amount(told, "trade_contract_size"),
        exchange=fields.text(told, "exchange", 128),
        name=fields.text(told, "description", 256),
        underlying=fields.text(told, "basis", 128),
        expires_on=datetime.fromtimestamp(expires, UTC) if expires else None,
        strike=strike if kind is AssetKind.OPTION else None,
        right=_right(told) if kind is AssetKind.OPTION else None,
        may_trade=fields.whole(told, "trade_mode", 0, 4) in TRADABLE,
    )


def _kind(mode: int, folder: str) -> AssetKind:
    by_margin = BY_MARGIN.get(mode)
    if by_margin not in {None, AssetKind.FOREX}:
        return by_margin or AssetKind.OTHER
    words = folder.casefold()
    by_folder = next((kind for word, kind in BY_FOLDER if word in words), None)
    return by_folder or by_margin or AssetKind.OTHER


def _right(told: Row) -> OptionRight:
    return OptionRight.PUT if fields.whole(told, "option_right", 0, 1) else OptionRight.CALL
