"""Market data of the demo: instruments of a paper exchange, a day of invented prices, approved symbols."""

from datetime import timedelta
from decimal import Decimal

from accounts.models import User
from fidus.lib import clock
from trading.brokers.facts import AssetKind, Instrument
from trading.market.domain.invented_prices import Invented
from trading.market.models import SymbolMapping
from trading.market.services.approve_mapping import approve_mapping
from trading.market.services.invent_prices import invent_prices
from trading.market.services.roll_up import roll_up
from trading.market.services.see_instruments import see_instruments

SERVER = "FIDUS-Paper"
# Symbol, kind, middle, tick, spread in ticks, units in one.
_LISTED = (
    ("EURUSD", AssetKind.FOREX, "1.0850", "0.00001", 8, 100_000),
    ("GBPUSD", AssetKind.FOREX, "1.2710", "0.00001", 11, 100_000),
    ("USDJPY", AssetKind.FOREX, "151.20", "0.001", 9, 100_000),
    ("XAUUSD", AssetKind.COMMODITY, "2650.00", "0.01", 25, 100),
    ("US500", AssetKind.INDEX, "5900.0", "0.1", 5, 1),
    ("BTCUSD", AssetKind.CRYPTO, "96000.0", "0.1", 150, 1),
)
INVENTED = tuple(Invented(name, Decimal(middle), Decimal(tick), spread) for name, _, middle, tick, spread, _ in _LISTED)


def show_market(*, by: User) -> None:
    """Six instruments, four hours of prices a minute; one suggestion is left for a person to decide."""
    see_instruments(instruments(), platform="paper", server=SERVER)
    now = clock.now().replace(second=0, microsecond=0)
    invent_prices(INVENTED, server=SERVER, moments=[now - timedelta(minutes=back) for back in range(240, 0, -1)])
    roll_up()
    for mapping in SymbolMapping.objects.filter(instrument__server=SERVER, state="suggested").exclude(symbol="BTCUSD"):
        approve_mapping(mapping=mapping, by=by)


def instruments(*, currency: str = "") -> list[Instrument]:
    """All of them, or those whose prices are in `currency`."""
    listed = [_instrument(*row) for row in _LISTED]
    return [one for one in listed if currency in ("", one.currency)]


def _instrument(name: str, kind: AssetKind, middle: str, tick: str, spread: int, units: int) -> Instrument:
    return Instrument(
        symbol=name, kind=kind, currency=name[3:6] if len(name) == 6 else "USD", tick_size=Decimal(tick),
        volume_step=Decimal("0.01"), volume_min=Decimal("0.01"), volume_max=Decimal(100), multiplier=Decimal(units),
        name=f"Invented {name}",
    )  # fmt: skip
