"""What an order must be before it is taken: on the instrument's steps, with its protection on the right sides."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from trading.brokers.facts import Instrument, OrderKind, OrderRequest, Side, TimeInForce
from trading.domain.paper.reckoning import rate_of, touch_of
from trading.domain.paper.values import Order, PaperRefusal, State


def check(state: State, order: Order) -> Decimal:
    """The price the order would open at as things stand; raises PaperRefusal."""
    instrument = instrument_of(state, order.symbol)
    rate_of(state, instrument.currency)
    _check_volume(instrument, order.volume)
    for price in (order.limit_price, order.stop_price, order.stop_loss, order.take_profit):
        if price is not None:
            check_price(instrument, price)
    waits = order.stop_price is not None
    if waits and order.time_in_force in {TimeInForce.IOC, TimeInForce.FOK}:
        raise PaperRefusal(f"a {order.kind} order waits, it cannot be {order.time_in_force}")
    if order.closes:
        _check_closing(state, order)
    touch = touch_of(state, order.symbol, order.side)
    if order.kind is OrderKind.MARKET and touch is None:
        raise PaperRefusal(f"{order.symbol} has no price")
    price = order.limit_price or order.stop_price or touch
    if price is None:
        raise PaperRefusal(f"{order.symbol} has no price")
    _check_protection(order, price)
    return price


def instrument_of(state: State, symbol: str) -> Instrument:
    instrument = state.instruments.get(symbol)
    if instrument is None:
        raise PaperRefusal(f"{symbol} is not traded here")
    if not instrument.may_trade:
        raise PaperRefusal(f"{symbol} may not be traded")
    return instrument


def check_price(instrument: Instrument, price: Decimal) -> None:
    if not price.is_finite() or price <= 0 or price % instrument.tick_size:
        raise PaperRefusal(f"{price} is no price of {instrument.symbol}: its tick is {instrument.tick_size}")


def same_request(first: OrderRequest | None, again: OrderRequest) -> bool:
    """Whether it is the same order sent again; what people note with it does not count."""
    return first is not None and replace(first, comment="") == replace(again, comment="")


def _check_volume(instrument: Instrument, volume: Decimal) -> None:
    if volume % instrument.volume_step:
        raise PaperRefusal(f"{volume} of {instrument.symbol} is off its step of {instrument.volume_step}")
    if volume < instrument.volume_min:
        raise PaperRefusal(f"{volume} of {instrument.symbol} is below its least, {instrument.volume_min}")
    if instrument.volume_max is not None and volume > instrument.volume_max:
        raise PaperRefusal(f"{volume} of {instrument.symbol} is above its most, {instrument.volume_max}")


def _check_closing(state: State, order: Order) -> None:
    position = state.positions.get(order.closes)
    if position is None or position.symbol != order.symbol:
        raise PaperRefusal(f"there is no position {order.closes} in {order.symbol}")
    if position.side is order.side:
        raise PaperRefusal(
            f"a {order.side} order does not close position {position.id}, which was opened by a {order.side}"
        )
    if order.volume > position.volume:
        raise PaperRefusal(f"position {position.id} holds {position.volume}, not {order.volume}")
    if order.stop_loss is not None or order.take_profit is not None:
        raise PaperRefusal("an order that closes a position opens nothing that it could protect")


def _check_protection(order: Order, price: Decimal) -> None:
    below, above = order.stop_loss, order.take_profit
    if order.side is Side.SELL:
        below, above = above, below
    if (below is not None and below >= price) or (above is not None and above <= price):
        raise PaperRefusal(f"stop loss and take profit of a {order.side} at {price} stand on the wrong sides of it")
