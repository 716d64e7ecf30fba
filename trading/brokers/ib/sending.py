"""How far an order's message came, and which of the three ways to fail it is when it ends badly."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from trading.brokers.base import NotSent, OutcomeUnknown, Throttled
from trading.brokers.facts import OrderState
from trading.brokers.ib.entry import Entry
from trading.brokers.ib.line import Line
from trading.brokers.ib.session import Session
from trading.brokers.ib.wire import News, Trouble


@dataclass(slots=True)
class Sending:
    """How far it came; `heard` is the last that TWS said and nobody foresaw."""

    entry: Entry | None = None
    written: bool = False
    heard: News | None = None


async def within(line: Line, sending: Sending, seconds: float, work: Coroutine[Any, Any, OrderState]) -> OrderState:
    """What `work` returns; before the message is written an end is NotSent, after it OutcomeUnknown."""
    try:
        async with asyncio.timeout(seconds):
            return await work
    except TimeoutError as late:
        if sending.written:
            raise unknown(sending.heard) from late
        if line.pace.waiting:
            raise Throttled("too many messages wait for this gateway", seconds=seconds) from late
        raise NotSent("the gateway did not answer in time, and nothing was written") from late
    except ConnectionError as lost:
        if sending.written:
            raise unknown(News("lost", words=str(lost))) from lost
        raise NotSent(f"the gateway is not reached: {lost}") from lost
    except Trouble as trouble:  # of a question on the way: before the order, or to see what became of it
        if sending.written:
            raise unknown(News("error", trouble.code, trouble.words)) from trouble
        raise
    finally:
        if not sending.written:
            line.book.never_sent(sending.entry)


def unknown(news: News | None) -> OutcomeUnknown:
    if news is None:
        return OutcomeUnknown("the order was written, and the gateway told nothing of it in time")
    code = str(news.code) if news.code else ""
    return OutcomeUnknown(f"the order was written, and then: {news.words}", code=code)


class Watching:
    """The queue of what is told of one order; one at a time, since two changes of one order would mix their answers."""

    def __init__(self, session: Session, order_id: int) -> None:
        self._wire, self._order_id = session.wire, order_id

    def __enter__(self) -> asyncio.Queue[News]:
        if self._order_id in self._wire.watches:
            raise NotSent("another change of this order is on its way")
        return self._wire.watch(self._order_id)

    def __exit__(self, *_error: object) -> None:
        self._wire.watches.pop(self._order_id, None)
