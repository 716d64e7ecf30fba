"""Orders come, change and go."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from trading.brokers.facts import Change, OrderRequest, OrderStatus, TimeInForce
from trading.domain.paper.applying import advance
from trading.domain.paper.checking import check, same_request
from trading.domain.paper.events import Accepted, Changed
from trading.domain.paper.filling import NO_MARGIN, at_least, filled, has_margin, write
from trading.domain.paper.matching import settle, shown, work
from trading.domain.paper.pen import Outcome, Pen
from trading.domain.paper.reckoning import touch_of
from trading.domain.paper.values import Order, PaperRefusal, State

AT_ONCE = frozenset({TimeInForce.IOC, TimeInForce.FOK})


def place(state: State, request: OrderRequest, at: datetime, *, first: Order | None = None) -> Outcome:
    """Take an order, and fill what the prices held allow.

    `first` is the order that carries the reference already, also if it is over: the same request again changes nothing.
    Raises PaperRefusal.
    """
    first = first or next((held for held in state.orders.values() if held.reference == request.reference), None)
    if first is not None:
        if same_request(first.asked, request):
            return state, ()
        raise PaperRefusal(f"{request.reference} is the reference of another order, {first.id}")
    pen = Pen(state, at)
    order = _ordered(pen, request)
    price = check(pen.state, order)
    touch = touch_of(pen.state, order.symbol, order.side)
    if not has_margin(pen.state, filled(pen.state, order, order.volume, price, pen.at), later=price != touch):
        raise PaperRefusal(NO_MARGIN)
    pen.write(Accepted(order=order))
    if order.time_in_force in AT_ONCE:
        _at_once(pen, order)
    settle(pen, order.symbol)
    return pen.outcome()


def cancel(state: State, order_id: str, at: datetime) -> Outcome:
    """End a working order; raises PaperRefusal if it does not work (any more)."""
    pen = Pen(state, at)
    pen.end(_working(pen, order_id).id, OrderStatus.CANCELLED, "cancelled")
    return pen.outcome()


def change(state: State, order_id: str, wanted: Change, at: datetime) -> Outcome:
    """Change a working order in its place, and fill it if it can be now; raises PaperRefusal."""
    pen = Pen(state, at)
    order = _working(pen, order_id)
    if wanted == Change():
        raise PaperRefusal("nothing is to be changed")
    if wanted.limit_price is not None and order.limit_price is None:
        raise PaperRefusal(f"a {order.kind} order has no limit price")
    if wanted.stop_price is not None and not order.waits_for_stop:
        raise PaperRefusal("there is no stop price that still waits")
    if wanted.volume is not None and wanted.volume <= order.filled:
        raise PaperRefusal(f"{order.filled} is filled already")
    event = Changed(order_id=order.id, change=wanted, at=pen.at)
    check(pen.state, advance(order, event))
    pen.write(event)
    settle(pen, order.symbol)
    return pen.outcome()


def execute(state: State, order: Order, volume: Decimal, price: Decimal, at: datetime) -> Outcome:
    """A trade that the market made, at its price and whatever the margin; a late one of an order that is over, too."""
    pen = Pen(state, at)
    if not 0 < volume <= order.rest:
        raise PaperRefusal(f"{volume} of the {order.rest} left of order {order.id} cannot be filled")
    event = filled(pen.state, order, volume, price, pen.at)
    if state.terms.hedging and event.fill.direction == "in/out":
        raise PaperRefusal(f"{volume} is more than position {order.closes} holds")
    write(pen, event)
    return pen.outcome()


def _ordered(pen: Pen, request: OrderRequest) -> Order:
    return Order(
        id=pen.next_id(),
        reference=request.reference,
        symbol=request.symbol,
        side=request.side,
        kind=request.kind,
        volume=request.volume,
        placed_at=pen.at,
        asked=request,
        limit_price=request.limit_price,
        stop_price=request.stop_price,
        stop_loss=request.stop_loss,
        take_profit=request.take_profit,
        time_in_force=request.time_in_force,
        closes=request.closes,
        comment=request.comment,
    )


def _at_once(pen: Pen, order: Order) -> None:
    """What there is, or all or nothing; the rest is cancelled."""
    touch = touch_of(pen.state, order.symbol, order.side)
    reached = touch is not None and (order.limit is None or at_least(order.side.opposite, touch, order.limit))
    there = shown(pen, order.symbol, order.side, order.volume) if reached else Decimal(0)
    if order.time_in_force is TimeInForce.IOC or there == order.volume:
        work(pen, order)
    if order.id in pen.state.orders:
        pen.end(order.id, OrderStatus.CANCELLED, "could not be filled at once")


def _working(pen: Pen, order_id: str) -> Order:
    order = pen.state.orders.get(order_id)
    if order is None:
        raise PaperRefusal(f"no order {order_id} works here")
    return order
