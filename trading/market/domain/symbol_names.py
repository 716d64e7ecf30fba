"""Which of our symbols a broker's name most likely means. A suggestion: brokers name as they like, a person decides."""

import re

from trading.brokers.facts import AssetKind, Instrument

CURRENCIES = frozenset({
    "AED", "AUD", "BRL", "CAD", "CHF", "CLP", "CNH", "CNY", "COP", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "IDR",
    "ILS", "INR", "JPY", "KRW", "MXN", "MYR", "NOK", "NZD", "PHP", "PLN", "RON", "SAR", "SEK", "SGD", "THB", "TRY",
    "TWD", "USD", "ZAR",
})  # fmt: skip
METALS = frozenset({"XAU", "XAG", "XPT", "XPD"})
COINS = frozenset({"BTC", "ETH", "LTC", "XRP", "BCH", "SOL", "ADA", "DOT"})
# What most brokers call by a name of their own.
KNOWN = {
    "GOLD": "XAUUSD", "SILVER": "XAGUSD", "PLATINUM": "XPTUSD", "PALLADIUM": "XPDUSD",
    "USOIL": "WTI", "XTIUSD": "WTI", "UKOIL": "BRENT", "XBRUSD": "BRENT",
    "DJ30": "US30", "WS30": "US30", "SPX500": "US500", "USTEC": "US100", "NAS100": "US100",
    "GER40": "DE40", "DAX40": "DE40",
}  # fmt: skip
_SUFFIX = re.compile(r"([.#_\-+!].*|(?<=[A-Z0-9])(m|c|pro|ecn|raw|micro|cash))$")
_PAIR = re.compile(r"([A-Z]{3})[./_\-]?([A-Z]{3})")


def suggested(instrument: Instrument) -> str:
    """Pairs of currencies, metals and coins without what brokers hang on; listed ones as EXCHANGE:SYMBOL."""
    name = instrument.symbol.strip()
    if pair := _pair(name):
        return pair
    if instrument.kind in {AssetKind.STOCK, AssetKind.ETF, AssetKind.FUTURE, AssetKind.OPTION, AssetKind.BOND}:
        return name if ":" in name or not instrument.exchange else f"{instrument.exchange}:{name}"
    plain = _SUFFIX.sub("", name.lstrip("#")).upper()
    return KNOWN.get(plain, plain) or name


def _pair(name: str) -> str:
    found = _PAIR.match(name)
    if not found:
        return ""
    first, second = found.groups()
    rest = name[found.end() :]
    is_pair = first in CURRENCIES | METALS | COINS and second in CURRENCIES
    # EURUSDJPY is no pair with a suffix; EURUSDm and EURUSD.r are.
    return first + second if is_pair and not (len(rest) > 1 and rest.isupper() and rest.isalpha()) else ""
