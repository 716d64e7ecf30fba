"""One trade: what it closes and opens, realises and costs, and whether there is margin for it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from fidus.lib.money import round_amount
from trading.brokers.facts import FillState, OrderStatus, Side
from trading.domain.paper.applying import apply
from trading.domain.paper.events import Filled
from trading.domain.paper.pen import Pen
from trading.domain.paper.reckoning import commission, figures, profit
from trading.domain.paper.values import ZERO, Order, Position, State

NO_MARGIN = "free margin is short"


def filled(state: State, order: Order, volume: Decimal, price: Decimal, at: datetime) -> Filled:
    """The trade of `volume` at `price`, not yet written."""
    number = str(state.next_id)
    held = _met(state, order)
    closing = min(volume, held.volume) if held and held.side is not order.side else ZERO
    fill = FillState(
        id=number,
        order_id=order.id,
        symbol=order.symbol,
        side=order.side,
        volume=volume,
        price=price,
        at=at,
        reference=order.reference,
        position_id=held.id if held else _new_position(state, order, number),
        direction=_direction(closing, volume),
        commission=commission(state, order.symbol, volume, price),
        swap=_swap(state, held, closing) if held else ZERO,
        profit=profit(state, held, closing, price) if held and closing else ZERO,
        comment=order.comment,
    )
    return Filled(fill=fill, stop_loss=order.stop_loss, take_profit=order.take_profit)


def has_margin(state: State, event: Filled, *, later: bool = False) -> bool:
    """Whether the trade may be: what only closes always may. `later` is one at a price that has not come yet."""
    if event.fill.direction == "out":
        return True
    after = figures(apply(state, event))
    equity = figures(state).equity + event.fill.commission if later else after.equity
    return equity >= after.margin


def trade(pen: Pen, order: Order, volume: Decimal, price: Decimal) -> bool:
    """Write the trade, or the order's rejection for want of margin; orders end that close what it closed."""
    event = filled(pen.state, order, volume, price, pen.at)
    if not has_margin(pen.state, event):
        pen.end(order.id, OrderStatus.REJECTED, NO_MARGIN)
        return False
    write(pen, event)
    return True


def write(pen: Pen, event: Filled) -> None:
    """The trade as it is, whatever the margin, and what follows from it for orders."""
    before = pen.state.positions.get(event.fill.position_id)
    pen.write(event)
    after = pen.state.positions.get(event.fill.position_id)
    if before is None or (after is not None and after.side is before.side):
        return
    for other in pen.state.orders_in_turn():
        if other.closes == before.id:
            pen.end(other.id, OrderStatus.CANCELLED, f"position {before.id} is closed")


def _met(state: State, order: Order) -> Position | None:
    """The position that the order's trade changes; None if it opens one."""
    if order.closes:
        return state.positions.get(order.closes)
    return state.positions.get(order.id if state.terms.hedging else order.symbol)


def _new_position(state: State, order: Order, number: str) -> str:
    """A name that no closed position had: of several that an order opens, the later have their fill's."""
    if not state.terms.hedging:
        return order.symbol
    return order.id if not order.filled and not order.closes else number


def _direction(closing: Decimal, volume: Decimal) -> str:
    if not closing:
        return "in"
    return "out" if closing == volume else "in/out"


def _swap(state: State, held: Position, closing: Decimal) -> Decimal:
    if closing == held.volume:
        return held.swap
    return round_amount(held.swap * closing / held.volume, state.terms.currency)


def at_least(side: Side, price: Decimal, level: Decimal) -> bool:
    """Whether a price has gone as far up as `level` for a buy, as far down for a sell."""
    return price >= level if side is Side.BUY else price <= level
