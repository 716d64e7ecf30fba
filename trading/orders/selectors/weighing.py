"""An order as a person means it, set against the market and the account before it is placed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from accounts.rates.api import RatesError, converter
from fidus.lib import clock
from fidus.lib.money import MINOR_UNITS
from trading.brokers.facts import OrderKind, Side
from trading.market.domain.mapping_states import MappingState
from trading.market.models import Instrument, SymbolMapping
from trading.models import BrokerAccount
from trading.orders.domain.by_hand import HOLD_ABOVE, Market, Prices, Steps, cautions_of, faults_of, worth_of
from trading.orders.errors import NotAsDescribed
from trading.watch.models import Standing

# Older than that, prices say nothing of which side of the market one is, and figures of an account are looked at twice.
PRICES_ARE_OF, FIGURES_ARE_OF = timedelta(minutes=5), timedelta(seconds=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """Figures of an order before it is placed; `worth` in the instrument's currency, `share` percent of the equity."""

    instrument: Instrument
    our_symbol: str
    steps: Steps
    market: Market
    priced_at: datetime | None
    worth: Decimal | None
    equity: Decimal | None
    seen_at: datetime | None
    share: Decimal | None
    cautions: tuple[str, ...]

    @property
    def wants_second_person(self) -> bool:
        return self.share is not None and self.share > HOLD_ABOVE


def weigh(
    *, account: BrokerAccount, symbol: str, side: Side, kind: OrderKind, volume: Decimal, prices: Prices
) -> Weighed:
    """What it comes to. Raises NotAsDescribed for what cannot be at all."""
    instrument = instrument_of(account, symbol)
    steps, (market, priced_at) = steps_of(instrument), market_of(instrument)
    if faults := faults_of(side=side, kind=kind, volume=volume, prices=prices, steps=steps, market=market):
        raise NotAsDescribed(faults)
    standing = Standing.objects.filter(account=account).first()
    worth = worth_of(side=side, volume=volume, prices=prices, steps=steps, market=market)
    share, why = _share(worth, instrument.currency, account, standing)
    cautions = cautions_of(side=side, prices=prices, market=market, share=share, why_no_share=why)
    if share is not None and standing is not None and clock.now() - standing.seen_at > FIGURES_ARE_OF:
        cautions.append(f"The account was last looked at {standing.seen_at:%-d %b %H:%M} UTC.")
    return Weighed(
        instrument=instrument, our_symbol=our_symbol_of(instrument), steps=steps, market=market, priced_at=priced_at,
        worth=worth, equity=standing and standing.equity, seen_at=standing and standing.seen_at, share=share,
        cautions=tuple(cautions),
    )  # fmt: skip


def instrument_of(account: BrokerAccount, symbol: str) -> Instrument:
    """By the account's broker's name for it. Raises NotAsDescribed."""
    rows = Instrument.objects.select_related("quote", "mapping")
    found = rows.filter(platform=account.platform, server=account.server, symbol=symbol).first()
    if found is None:
        raise NotAsDescribed({"symbol": f"{account.broker} is not known to trade {symbol[:64]!r} on this account."})
    if not found.may_trade:
        raise NotAsDescribed({"symbol": f"{account.broker} does not take orders in {symbol} now."})
    if found.expires_at is not None and found.expires_at <= clock.now():
        raise NotAsDescribed({"symbol": f"{symbol} expired on {found.expires_at:%-d %b %Y}."})
    return found


def steps_of(instrument: Instrument) -> Steps:
    return Steps(
        tick_size=instrument.tick_size, volume_step=instrument.volume_step, volume_min=instrument.volume_min,
        volume_max=instrument.volume_max, multiplier=instrument.multiplier,
    )  # fmt: skip


def market_of(instrument: Instrument) -> tuple[Market, datetime | None]:
    """Its newest prices and when they came; none where they are old or delayed."""
    quote = getattr(instrument, "quote", None)
    if quote is None or quote.delayed or clock.now() - quote.received_at > PRICES_ARE_OF:
        return Market(), None
    return Market(bid=quote.bid or quote.last, ask=quote.ask or quote.last), quote.received_at


def our_symbol_of(instrument: Instrument) -> str:
    """Ours once a person has approved it, else the broker's own."""
    mapping: SymbolMapping | None = getattr(instrument, "mapping", None)
    return mapping.symbol if mapping is not None and mapping.state == MappingState.APPROVED else instrument.symbol


def _share(
    worth: Decimal | None, currency: str, account: BrokerAccount, standing: Standing | None
) -> tuple[Decimal | None, str]:
    """Percent of the equity, or None and why."""
    if worth is None:
        return None, "there is no fresh price."
    if standing is None or standing.equity <= 0:
        return None, "the account has no equity that we know of."
    if currency != account.currency:
        if currency not in MINOR_UNITS or account.currency not in MINOR_UNITS:
            return None, f"there is no rate of {currency}/{account.currency}."
        try:
            worth *= converter(account.currency, as_of=clock.today(), currencies=[currency]).rate(currency).value
        except RatesError as error:
            return None, str(error)
    return (worth / standing.equity * 100).quantize(Decimal("0.1")), ""
