"""How we write an instrument of Interactive Brokers, and the contract it asks for (docs/brokers.md has the table).

`AAPL` a stock in dollars; `SAP@EUR` in another currency; `AAPL.NASDAQ` by its home exchange; `EUR.USD` a currency pair;
`ESZ6` or `ESZ6.CME` a future by its local name; `AAPL  261218C00200000` an option by its OCC name; `265598` or
`#265598` the vendor's own number; `IND:SPX.CBOE` anything else, kind first. What is told is told in the first form that
names it without doubt, however it was asked for.
"""

from __future__ import annotations

import re

from ib_async.contract import Contract

from trading.brokers.base import Refused
from trading.brokers.facts import AssetKind

CURRENCIES = frozenset(
    [
        "AED",
        "AUD",
        "BRL",
        "CAD",
        "CHF",
        "CNH",
        "CZK",
        "DKK",
        "EUR",
        "GBP",
        "HKD",
        "HUF",
        "ILS",
        "INR",
        "JPY",
        "KRW",
        "MXN",
        "MYR",
        "NOK",
        "NZD",
        "PLN",
        "RON",
        "SAR",
        "SEK",
        "SGD",
        "THB",
        "TRY",
        "TWD",
        "USD",
        "ZAR",
    ]
)
COINS = frozenset({"BTC", "ETH", "LTC", "BCH", "SOL", "ADA", "XRP", "DOGE"})
KINDS = {
    "STK": AssetKind.STOCK, "CASH": AssetKind.FOREX, "FUT": AssetKind.FUTURE, "CONTFUT": AssetKind.FUTURE,
    "OPT": AssetKind.OPTION, "FOP": AssetKind.OPTION, "IND": AssetKind.INDEX, "CMDTY": AssetKind.COMMODITY,
    "CRYPTO": AssetKind.CRYPTO, "BOND": AssetKind.BOND, "BILL": AssetKind.BOND, "FUND": AssetKind.OTHER,
    "CFD": AssetKind.OTHER, "WAR": AssetKind.OTHER,
}  # fmt: skip

_NUMBER = re.compile(r"#?(\d{1,12})")
_FUTURE = re.compile(r"([A-Z0-9]{1,6}[FGHJKMNQUVXZ])(\d{1,2})(?:\.([A-Z0-9]+))?")
_OPTION = re.compile(r"[A-Z0-9 ]{6}\d{6}[CP]\d{8}")
_PAIR = re.compile(r"([A-Z]{3,4})\.([A-Z]{3})")
_STOCK = re.compile(r"(?:([A-Z]+):)?([A-Z0-9][A-Z0-9 \-/]{0,19}?)(?:\.([A-Z0-9]+))?(?:@([A-Z]{3}))?")


def asked_for(symbol: str) -> Contract:
    """The contract to look up for what we write; raises Refused for what cannot be read."""
    if number := _NUMBER.fullmatch(symbol):
        return Contract(conId=int(number[1]))
    if _OPTION.fullmatch(symbol):
        return Contract(secType="OPT", localSymbol=symbol, exchange="SMART")
    if (pair := _PAIR.fullmatch(symbol)) and pair[2] in CURRENCIES and pair[1] in CURRENCIES | COINS:
        kind, exchange = ("CASH", "IDEALPRO") if pair[1] in CURRENCIES else ("CRYPTO", "PAXOS")
        return Contract(secType=kind, symbol=pair[1], currency=pair[2], exchange=exchange)
    if future := _FUTURE.fullmatch(symbol):
        return Contract(secType="FUT", localSymbol=future[1] + future[2][-1], exchange=future[3] or "")
    if not (stock := _STOCK.fullmatch(symbol)):
        raise Refused(f"{symbol!r} is no way to name an instrument of Interactive Brokers")
    kind, name, home, currency = stock[1] or "STK", stock[2], stock[3] or "", stock[4] or ""
    if kind not in KINDS:
        raise Refused(f"{symbol!r}: Interactive Brokers has no {kind}")
    if kind in {"STK", "OPT"}:
        dollars = "" if home else "USD"
        return Contract(secType=kind, symbol=name, exchange="SMART", primaryExchange=home, currency=currency or dollars)
    return Contract(secType=kind, symbol=name, exchange=home, currency=currency)


def told_as(contract: Contract) -> str:
    """What we write for a contract that Interactive Brokers tells of; the same for it at all times."""
    kind, symbol, currency, local = contract.secType, contract.symbol, contract.currency, contract.localSymbol
    plain = ""
    if kind in {"CASH", "CRYPTO"}:
        plain = f"{symbol}.{currency}"
    elif (kind == "FUT" and _FUTURE.fullmatch(local)) or (kind == "OPT" and _OPTION.fullmatch(local)):
        plain = local
    elif kind == "STK" and not (_NUMBER.fullmatch(symbol) or _FUTURE.fullmatch(symbol)):
        plain = symbol if currency == "USD" else f"{symbol}@{currency}"
    return plain or (f"#{contract.conId}" if contract.conId else f"{kind}:{symbol}@{currency}")


def choice(contract: Contract) -> str:
    """One of several that a symbol may mean, for people."""
    where = contract.primaryExchange or contract.exchange
    month = f" {contract.lastTradeDateOrContractMonth}" if contract.lastTradeDateOrContractMonth else ""
    return f"#{contract.conId} {contract.localSymbol or contract.symbol}{month} {where} {contract.currency}"
