"""What a new price does: protection first, then working orders as placed, then the stop-out, until all is still."""

from __future__ import annotations

from decimal import Decimal

from trading.brokers.facts import OrderKind, Quote, Side
from trading.domain.paper.events import Accepted, Triggered
from trading.domain.paper.filling import at_least, filled, trade, write
from trading.domain.paper.pen import Pen
from trading.domain.paper.reckoning import figures, open_profit, touch_of
from trading.domain.paper.values import Order, Position


def meet(pen: Pen, quote: Quote) -> None:
    """See the quote and do all that follows."""
    pen.see(quote)
    settle(pen, quote.symbol)


def settle(pen: Pen, symbol: str) -> None:
    """Do what the prices held ask for in `symbol`."""
    written = -1
    while written != pen.written():
        written = pen.written()
        for position in pen.state.positions_in_turn():
            if position.symbol == symbol:
                _protect(pen, position)
        for order in pen.state.orders_in_turn():
            if order.symbol == symbol and order.id in pen.state.orders:
                work(pen, pen.state.orders[order.id])
        _stop_out(pen)


def work(pen: Pen, order: Order) -> None:
    """Trigger and fill the order as far as the touch allows."""
    touch = touch_of(pen.state, order.symbol, order.side)
    if touch is None:
        return
    if order.stop_price is not None and not order.triggered:
        if not at_least(order.side, touch, order.stop_price):
            return
        pen.write(Triggered(order_id=order.id, at=pen.at))
        order = pen.state.orders[order.id]
    if order.limit is not None and not at_least(order.side.opposite, touch, order.limit):
        return
    volume = shown(pen, order.symbol, order.side, min(order.rest, _held(pen, order)))
    if volume and trade(pen, order, volume, touch):
        pen.use_up(order.symbol, order.side, volume)


def shown(pen: Pen, symbol: str, side: Side, wanted: Decimal) -> Decimal:
    """As much of `wanted` as the touch shows, in whole steps; all of it where no size is told."""
    quote = pen.state.quotes[symbol]
    size = quote.ask_size if side is Side.BUY else quote.bid_size
    if size is None:
        return wanted
    step = pen.state.instruments[symbol].volume_step
    return min(wanted, size // step * step)


def _held(pen: Pen, order: Order) -> Decimal:
    """What is left for an order to close; for the others no limit."""
    if not order.closes:
        return order.rest
    position = pen.state.positions.get(order.closes)
    return position.volume if position and position.side is not order.side else Decimal(0)


def _protect(pen: Pen, position: Position) -> None:
    side = position.side.opposite
    touch = touch_of(pen.state, position.symbol, side)
    if touch is None:
        return
    if position.stop_loss is not None and at_least(side, touch, position.stop_loss):
        reason = "stop loss"
    elif position.take_profit is not None and at_least(position.side, touch, position.take_profit):
        reason = "take profit"
    else:
        return
    volume = shown(pen, position.symbol, side, position.volume)
    if volume:
        _close(pen, position, volume, touch, reason)


def _stop_out(pen: Pen) -> None:
    while (level := figures(pen.state).margin_level) is not None and level < pen.state.terms.stop_out:
        losing = [
            (open_profit(pen.state, position) + position.swap, place, position, touch)
            for place, position in enumerate(pen.state.positions_in_turn())
            if (touch := touch_of(pen.state, position.symbol, position.side.opposite)) is not None
        ]
        if not losing:
            return
        _, _, position, touch = min(losing, key=lambda row: row[:2])
        _close(pen, position, position.volume, touch, "stop out")


def _close(pen: Pen, position: Position, volume: Decimal, price: Decimal, reason: str) -> None:
    """An order of the book's own, filled as it is made."""
    order = Order(
        id=pen.next_id(),
        reference="",
        symbol=position.symbol,
        side=position.side.opposite,
        kind=OrderKind.MARKET,
        volume=volume,
        placed_at=pen.at,
        closes=position.id,
        comment=reason,
    )
    pen.write(Accepted(order=order))
    write(pen, filled(pen.state, order, volume, price, pen.at))
    pen.use_up(order.symbol, order.side, volume)
