"""Sending, cancelling and changing orders of one account.

Before the message is written everything that goes wrong is NotSent; once it is written, only a word of TWS about this
very order says what became of it, and without one the outcome is unknown.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ib_async.contract import Contract
from ib_async.order import Order

from trading.brokers.base import NotSent, Refused
from trading.brokers.facts import Change, OrderKind, OrderRequest, OrderState, Side
from trading.brokers.ib import codes, instruments, reading
from trading.brokers.ib.answers import as_wanted, end_or_no, first_answer
from trading.brokers.ib.entry import Entry, Numbers, Terms
from trading.brokers.ib.line import Line
from trading.brokers.ib.lookup import ours
from trading.brokers.ib.pace import Urgency
from trading.brokers.ib.sending import Sending, Watching, within
from trading.brokers.ib.session import Session

ORDER_TYPES = {
    OrderKind.MARKET: "MKT", OrderKind.LIMIT: "LMT", OrderKind.STOP: "STP", OrderKind.STOP_LIMIT: "STP LMT",
}  # fmt: skip


async def submit(line: Line, account: str, request: OrderRequest, seconds: float) -> OrderState:
    sending = Sending()
    return await within(line, sending, seconds, _submit(line, sending, account, request))


async def cancel(line: Line, account: str, order_id: str, seconds: float) -> OrderState:
    sending = Sending()
    return await within(line, sending, seconds, _cancel(line, sending, account, order_id))


async def replace(line: Line, account: str, order_id: str, change: Change, seconds: float) -> OrderState:
    sending = Sending()
    return await within(line, sending, seconds, _replace(line, sending, account, order_id, change))


async def _submit(line: Line, sending: Sending, account: str, request: OrderRequest) -> OrderState:
    session = await line.session()
    contract = instruments.tradable(await instruments.details(session, request.symbol, Urgency.LOOKUP))
    await _turn(line, session)
    if line.book.by_reference(request.reference, account):
        raise Refused(f"an order with the reference {request.reference} was sent before")
    order, order_id = _order(account, request), session.client.getReqId()
    entry = line.book.entry(Numbers(0, session.wire.client_id, order_id, account, request.reference))
    entry.terms = reading.terms(contract, order)
    sending.entry = entry
    with Watching(session, order_id) as watch:
        session.client.placeOrder(order_id, contract, order)
        sending.written = True
        return await first_answer(sending, entry, watch)


async def _cancel(line: Line, sending: Sending, account: str, order_id: str) -> OrderState:
    session = await line.session()
    entry = await ours(line, session, account, order_id)
    if (state := entry.state()) and state.status.is_over:
        return state
    with Watching(session, entry.numbers.order_id) as watch:
        await _turn(line, session)
        session.client.cancelOrder(entry.numbers.order_id)
        sending.written = True
        return await end_or_no(session, entry, watch)


async def _replace(line: Line, sending: Sending, account: str, order_id: str, change: Change) -> OrderState:
    session = await line.session()
    entry = await ours(line, session, account, order_id)
    # An order's number that TWS has forgotten would be a new order: it must be open now, as TWS itself says.
    if entry not in await session.open_orders() or entry.stands.is_over or entry.terms is None:
        raise Refused(f"order {order_id} does not work any more and cannot be changed")
    contract, order, wanted = await _changed(session, account, entry, entry.terms, change)
    with Watching(session, entry.numbers.order_id) as watch:
        await _turn(line, session)
        if entry.stands.is_over:
            raise Refused(f"order {order_id} ended before it could be changed")
        session.client.placeOrder(entry.numbers.order_id, contract, order)
        sending.written = True
        return await as_wanted(session, entry, watch, wanted)


async def _turn(line: Line, session: Session) -> None:
    await session.pace.turn(Urgency.ORDER)
    if line.now is not session:  # while we waited for our turn
        raise NotSent("the connection to Interactive Brokers was lost before the order was written")
    if line.read_only:
        raise Refused("the gateway's API is read-only: Configure > API > Settings", code=str(codes.READ_ONLY))


def _order(account: str, request: OrderRequest) -> Order:
    return Order(
        action=request.side.upper(),
        totalQuantity=_text(request.volume),
        orderType=ORDER_TYPES[request.kind],
        lmtPrice=_text(request.limit_price),
        auxPrice=_text(request.stop_price),
        tif=request.time_in_force.upper(),
        account=account,
        orderRef=request.reference,
    )


async def _changed(
    session: Session, account: str, entry: Entry, old: Terms, change: Change
) -> tuple[Contract, Order, Terms]:
    if old.kind_of_contract == "BAG":
        raise Refused("combinations are changed by hand")
    wanted = Terms(
        old.symbol, old.con_id, old.kind_of_contract, old.side, old.kind, change.volume or old.volume,
        change.limit_price if change.limit_price is not None else old.limit_price,
        change.stop_price if change.stop_price is not None else old.stop_price, old.time_in_force,
    )  # fmt: skip
    if (change.limit_price and old.limit_price is None) or (change.stop_price and old.stop_price is None):
        raise Refused(f"a {old.kind} order has no such price to change")
    details = await instruments.details(session, f"#{old.con_id}", Urgency.LOOKUP)
    order = Order(
        action="BUY" if old.side is Side.BUY else "SELL",
        totalQuantity=_text(wanted.volume),
        orderType=ORDER_TYPES[old.kind],
        lmtPrice=_text(wanted.limit_price),
        auxPrice=_text(wanted.stop_price),
        tif=old.time_in_force,
        account=account,
        orderRef=entry.numbers.reference,
    )
    return instruments.tradable(details), order, wanted


def _text(number: Decimal | None) -> Any:
    """As it is: the library would make it binary, or write small numbers with an exponent."""
    return "" if number is None else format(number, "f")
