"""From events to the state: each is applied as it stands, nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Context, Decimal
from typing import TypeVar

from trading.brokers.facts import FillState, OrderStatus
from trading.domain.paper.events import (
    Accepted,
    Changed,
    Ended,
    Event,
    Filled,
    Listed,
    Moved,
    OfOrder,
    Opened,
    Rated,
    Swapped,
    Triggered,
    order_of,
)
from trading.domain.paper.values import Order, Position, State

WIDE = Context(prec=60)
_T = TypeVar("_T")


def rebuild(events: Iterable[Event]) -> State:
    """The state that `events` make, from the first on; raises ValueError if the first does not open the book."""
    rest = iter(events)
    first = next(rest, None)
    if not isinstance(first, Opened):
        raise ValueError("a book begins with its opening")
    state = State(terms=first.terms, at=first.at)
    for event in rest:
        state = apply(state, event)
    return state


def apply(state: State, event: Event) -> State:
    """The state after `event`."""
    state = replace(state, at=max(state.at, event.at), next_id=_next_id(state, event))
    match event:
        case Listed(instrument=instrument):
            return replace(state, instruments={**state.instruments, instrument.symbol: instrument})
        case Rated(currency=currency, rate=rate):
            return replace(state, rates={**state.rates, currency: rate})
        case Moved(cash=cash):
            return replace(state, balance=state.balance + cash.amount)
        case Swapped(position_id=position_id, amount=amount):
            position = state.positions[position_id]
            changed = replace(position, swap=position.swap + amount)
            return replace(state, positions={**state.positions, position_id: changed})
        case Accepted() | Changed() | Triggered() | Ended():
            return _with_order(state, event)
        case Filled(fill=fill):
            booked = fill.profit + fill.swap + fill.commission + fill.fee
            state = replace(state, balance=state.balance + booked, positions=_positions(state, event))
            return _with_order(state, event)
        case Opened():
            raise ValueError("a book is opened once")


def advance(order: Order | None, event: OfOrder) -> Order:
    """An order after an event of its own; a late fill counts for one that is over, too."""
    if isinstance(event, Accepted):
        return event.order
    if order is None:
        raise ValueError(f"order {event.order_id} has not been accepted")
    match event:
        case Triggered():
            return replace(order, triggered=True)
        case Changed(change=change):
            told = {name: getattr(change, name) for name in change.__slots__}
            return replace(order, **{name: value for name, value in told.items() if value is not None})
        case Ended(status=status, reason=reason, at=at):
            return replace(order, status=status, reason=reason, done_at=at)
        case Filled(fill=fill):
            filled = order.filled + fill.volume
            order = replace(order, filled=filled, value=order.value + fill.volume * fill.price)
            if filled == order.volume:
                return replace(order, status=OrderStatus.FILLED, done_at=fill.at)
            return order if order.status.is_over else replace(order, status=OrderStatus.PARTIAL)


def order_from(events: Iterable[Event]) -> Order | None:
    """An order as its own events, in their order, leave it; None without any."""
    order: Order | None = None
    for event in events:
        if not isinstance(event, Accepted | Changed | Triggered | Filled | Ended):
            raise ValueError(f"{type(event).__name__} is no event of an order")
        order = advance(order, event)
    return order


def _with_order(state: State, event: OfOrder) -> State:
    held = state.orders.get(order_of(event))
    if held is None and isinstance(event, Filled):
        return state  # a late fill of an order that works no longer
    order = advance(held, event)
    orders = _without(state.orders, order.id) if order.status.is_over else {**state.orders, order.id: order}
    return replace(state, orders=orders)


def _positions(state: State, event: Filled) -> Mapping[str, Position]:
    fill, held = event.fill, state.positions.get(event.fill.position_id)
    if held is None:
        return {**state.positions, fill.position_id: _opened(event, fill.volume)}
    if held.side is fill.side:
        return {**state.positions, held.id: _added(held, event)}
    if fill.volume < held.volume:
        reduced = replace(held, volume=held.volume - fill.volume, swap=held.swap - fill.swap)
        return {**state.positions, held.id: reduced}
    others = _without(state.positions, held.id)
    if fill.volume == held.volume:
        return others
    return {**others, held.id: _opened(event, fill.volume - held.volume)}


def _opened(event: Filled, volume: Decimal) -> Position:
    fill = event.fill
    return Position(
        id=fill.position_id,
        symbol=fill.symbol,
        side=fill.side,
        volume=volume,
        open_price=fill.price,
        opened_at=fill.at,
        stop_loss=event.stop_loss,
        take_profit=event.take_profit,
        reference=fill.reference,
        comment=fill.comment,
    )


def _added(held: Position, event: Filled) -> Position:
    volume = held.volume + event.fill.volume
    value = held.volume * held.open_price + event.fill.volume * event.fill.price
    return replace(
        held,
        volume=volume,
        open_price=WIDE.divide(value, volume),
        stop_loss=held.stop_loss if event.stop_loss is None else event.stop_loss,
        take_profit=held.take_profit if event.take_profit is None else event.take_profit,
    )


def _next_id(state: State, event: Event) -> int:
    """One row of numbers for orders, fills and cash."""
    made: Order | FillState | None = None
    if isinstance(event, Accepted):
        made = event.order
    elif isinstance(event, Filled):
        made = event.fill
    number = event.cash.id if isinstance(event, Moved) else made.id if made else "0"
    return max(state.next_id, int(number) + 1)


def _without(held: Mapping[str, _T], key: str) -> dict[str, _T]:
    return {other: value for other, value in held.items() if other != key}
