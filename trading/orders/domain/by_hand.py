"""What a person may order by hand: steps, sides of prices, and how much of an account it is worth. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trading.brokers.facts import OrderKind, Side

# Percent of the account's equity that an order is worth: above the first it has to be said once more that it is meant,
# above the second another person releases it.
CONFIRM_ABOVE, HOLD_ABOVE = Decimal(10), Decimal(100)
# Percent between an order's price and the market's from which on a typing error is likelier than an intention.
FAR_AWAY = Decimal(5)

_LIMITED = (OrderKind.LIMIT, OrderKind.STOP_LIMIT)
_STOPPED = (OrderKind.STOP, OrderKind.STOP_LIMIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """Of an order, in the instrument's currency."""

    limit: Decimal | None = None
    stop: Decimal | None = None
    stop_loss: Decimal | None = None
    take_profit: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """In which prices and volumes an instrument trades; `multiplier` units of the underlying are one unit of trade."""

    tick_size: Decimal
    volume_step: Decimal
    volume_min: Decimal
    volume_max: Decimal | None = None
    multiplier: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Market:
    """The best prices now, None where nobody shows one."""

    bid: Decimal | None = None
    ask: Decimal | None = None

    def price_for(self, side: Side) -> Decimal | None:
        """What somebody who does that now pays or gets."""
        return self.ask if side is Side.BUY else self.bid


def faults_of(
    *, side: Side, kind: OrderKind, volume: Decimal, prices: Prices, steps: Steps, market: Market
) -> dict[str, str]:
    """What is wrong, by the name of its field; without a market price nobody can say on which side of it one is."""
    faults = _of_volume(volume, steps)
    for name, wanted in (("limit", kind in _LIMITED), ("stop", kind in _STOPPED)):
        given = getattr(prices, name)
        if wanted and given is None:
            faults[f"{name}_price"] = f"A {kind} order needs a {name} price."
        if not wanted and given is not None:
            faults[f"{name}_price"] = f"A {kind} order has no {name} price."
    for field, price in _named(prices):
        if price is not None and field not in faults and (words := _of_price(price, steps)):
            faults[field] = words
    return faults or _of_sides(side, kind, prices, market)


def worth_of(*, side: Side, volume: Decimal, prices: Prices, steps: Steps, market: Market) -> Decimal | None:
    """What is bought or sold, in the instrument's currency; None while there is no price."""
    price = entry_price(side, prices, market)
    return None if price is None else abs(price * volume * steps.multiplier)


def entry_price(side: Side, prices: Prices, market: Market) -> Decimal | None:
    """At what price it would be entered, as far as anybody can say before."""
    return prices.limit or prices.stop or market.price_for(side)


def cautions_of(*, side: Side, prices: Prices, market: Market, share: Decimal | None, why_no_share: str) -> list[str]:
    """What has to be said once more to be meant; `share` is the order's worth in percent of the equity."""
    cautions = []
    if share is None:
        cautions.append(f"What it is worth against the account's equity is not known: {why_no_share}")
    elif share > CONFIRM_ABOVE:
        cautions.append(f"It is worth {share:,.1f} % of the account's equity; usual is up to {CONFIRM_ABOVE} %.")
    now, price = market.price_for(side), prices.limit or prices.stop
    if now and price is not None:
        away = abs(price - now) / abs(now) * 100
        if away > FAR_AWAY:
            cautions.append(f"Its price is {away:,.1f} % away from the market's {now.normalize():f}.")
    return cautions


def _of_volume(volume: Decimal, steps: Steps) -> dict[str, str]:
    words = ""
    if volume < steps.volume_min or volume <= 0:
        words = f"The smallest volume is {steps.volume_min.normalize():f}."
    elif steps.volume_max is not None and volume > steps.volume_max:
        words = f"The largest volume of one order is {steps.volume_max.normalize():f}."
    elif volume % steps.volume_step:
        words = f"Volumes go in steps of {steps.volume_step.normalize():f}."
    return {"volume": words} if words else {}


def _of_price(price: Decimal, steps: Steps) -> str:
    if price <= 0:
        return "A price is above zero."
    return f"Prices go in steps of {steps.tick_size.normalize():f}." if price % steps.tick_size else ""


def _named(prices: Prices) -> tuple[tuple[str, Decimal | None], ...]:
    return (
        ("limit_price", prices.limit), ("stop_price", prices.stop),
        ("stop_loss", prices.stop_loss), ("take_profit", prices.take_profit),
    )  # fmt: skip


def _of_sides(side: Side, kind: OrderKind, prices: Prices, market: Market) -> dict[str, str]:
    """A limit waits for a better price than the market's, a stop for a worse one; protection lies around the entry."""
    faults = {}
    buys, now = side is Side.BUY, market.price_for(side)
    if now is not None and kind is OrderKind.LIMIT and prices.limit is not None and _beyond(prices.limit, now, buys):
        where = "above" if buys else "below"
        faults["limit_price"] = f"This is {where} the market's {now.normalize():f}: it would be filled at once."
    if now is not None and prices.stop is not None and not _beyond(prices.stop, now, buys):
        where = "above" if buys else "below"
        faults["stop_price"] = f"A stop to {side} lies {where} the market's {now.normalize():f}."
    entry = entry_price(side, prices, market)
    if entry is None:
        return faults
    if prices.stop_loss is not None and not _beyond(entry, prices.stop_loss, buys):
        faults["stop_loss"] = f"The stop loss lies {'below' if buys else 'above'} the entry at {entry.normalize():f}."
    if prices.take_profit is not None and not _beyond(prices.take_profit, entry, buys):
        faults["take_profit"] = f"The target lies {'above' if buys else 'below'} the entry at {entry.normalize():f}."
    return faults


def _beyond(price: Decimal, other: Decimal, buys: bool) -> bool:
    """Whether `price` is worse than `other` for whoever buys, or for whoever sells."""
    return price > other if buys else price < other
