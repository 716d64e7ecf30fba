"""Finding an order by our reference or by its number, in everything that TWS keeps."""

from __future__ import annotations

from trading.brokers.base import NotSent, Refused
from trading.brokers.facts import OrderState
from trading.brokers.ib.entry import Entry
from trading.brokers.ib.line import Line
from trading.brokers.ib.session import Session


async def working(line: Line, account: str) -> list[OrderState]:
    """All that TWS lists as open now, whoever placed them."""
    if line.read_only:
        raise Refused("the gateway's API is read-only and tells no orders")
    session = await line.session()
    entries = dict.fromkeys(await session.open_orders())
    mine = (entry for entry in entries if entry.numbers.account == account and not entry.stands.is_over)
    return [state for entry in mine if (state := entry.state())]


async def find(line: Line, account: str, reference: str) -> OrderState | None:
    """By everything TWS keeps: open orders, completed ones, executions; raises NotSent where that is not the whole."""
    session = await line.session_even_cut()
    known = line.book.by_reference(reference, account)
    known_before = known is not None and known.acknowledged
    opened = await session.open_orders() if not line.read_only else []
    entry = line.book.by_reference(reference, account)
    over = entry is not None and entry.stands.is_over and entry.terms is not None
    completed = [] if line.read_only or over or entry in opened else await session.completed_orders()
    await session.executions()
    entry = line.book.by_reference(reference, account)
    whole = line.now is session and session.tells_completed and not line.read_only
    if entry is None or not (entry.acknowledged or entry in opened or entry in completed):
        if not whole:
            raise NotSent(f"whether there is an order {reference} cannot be said: the gateway tells not all it should")
        if entry is not None:
            line.book.drop(entry)
        return None
    if entry.terms is None:
        return entry.from_executions()
    if known_before and whole and not entry.stands.is_over and entry not in opened and entry not in completed:
        entry.told("Cancelled", None, None)
        entry.reason = "listed neither among the open nor among the completed orders"
    return entry.state()


async def ours(line: Line, session: Session, account: str, order_id: str) -> Entry:
    entry = line.book.by_id(order_id, account)
    if entry is None and not line.read_only:
        await session.open_orders()
        await session.completed_orders()
        entry = line.book.by_id(order_id, account)
    if entry is None:
        raise Refused(f"account {account} has no order {order_id}")
    numbers, mine = entry.numbers, session.wire.client_id
    if not entry.stands.is_over and (numbers.order_id <= 0 or numbers.client_id != mine):
        who = f"client {numbers.client_id}" if numbers.order_id > 0 else "hand in TWS"
        raise Refused(
            f"order {order_id} was placed by {who}; we are client {mine}, and TWS lets only that one touch it"
        )
    return entry
