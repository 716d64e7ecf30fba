"""When there is trading: which calendar an instrument follows, and the week of currencies, which no exchange keeps."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from trading.brokers.facts import AssetKind, Instrument

FX, ALWAYS = "FX", "24/7"
# The exchange a broker names -> the calendar of its sessions (ISO 10383 codes, as the library of calendars has them).
# The NSE keeps the BSE's hours and holidays.
EXCHANGES = {
    "NASDAQ": "XNYS", "NYSE": "XNYS", "ARCA": "XNYS", "AMEX": "XNYS", "ISLAND": "XNYS", "SMART": "XNYS", "BATS": "XNYS",
    "NSE": "XBOM", "BSE": "XBOM", "NFO": "XBOM", "LSE": "XLON", "IBIS": "XFRA", "XETRA": "XFRA", "FWB": "XFRA",
    "SBF": "XPAR", "TSEJ": "XTKS", "SEHK": "XHKG", "ASX": "XASX", "CME": "CMES", "GLOBEX": "CMES",
}  # fmt: skip
_NEW_YORK = ZoneInfo("America/New_York")
_FIVE = time(17)


def calendar_of(instrument: Instrument) -> str:
    """The calendar's code; empty where nothing tells."""
    if instrument.exchange.upper() in EXCHANGES:
        return EXCHANGES[instrument.exchange.upper()]
    if instrument.kind is AssetKind.CRYPTO:
        return ALWAYS
    # What brokers make of currencies, metals and indices off any exchange is traded in the week of currencies.
    off_exchange = {AssetKind.FOREX, AssetKind.COMMODITY, AssetKind.INDEX}
    return FX if instrument.kind in off_exchange and not instrument.exchange else ""


def currencies_trade(at: datetime) -> bool:
    """From Sunday 17:00 to Friday 17:00 in New York, through every change of its clocks; no holidays are known."""
    there = at.astimezone(_NEW_YORK)
    match there.isoweekday():
        case 5:
            return there.time() < _FIVE
        case 6:
            return False
        case 7:
            return there.time() >= _FIVE
    return True
