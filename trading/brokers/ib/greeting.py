"""One try to be let in by TWS: the library connects, and what TWS says meanwhile may end it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from ib_async.client import Client

from trading.brokers.ib import codes
from trading.brokers.ib.book import Book
from trading.brokers.ib.manners import Manners
from trading.brokers.ib.pace import Pace
from trading.brokers.ib.session import Session
from trading.brokers.ib.wire import Trouble, Wire

# Met here, these end it: everything else that TWS says meanwhile is an aside.
_ENDS = codes.NEEDS_A_PERSON | codes.NO_LINE | {codes.IN_USE}


class Greeting:
    """`session` is good for questions once `connect` has returned."""

    def __init__(
        self, book: Book, pace: Pace, manners: Manners, client_id: int, on_code: Callable[[int, str], None]
    ) -> None:
        self._answer, self._client_id = manners.answer, client_id
        self._trouble: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        gone = asyncio.Event()
        wire = Wire(book, client_id, on_code, gone.set)
        wire.TimezoneTWS = manners.time_zone
        self._client = client = Client(wire)
        client.MaxRequests = 0  # the pace is ours, over all that use this gateway
        wire.on_order_id = lambda order_id: client.updateReqId(order_id + 1)
        client.apiError += self._dropped
        client.conn.disconnected += self._dropped
        self.session = Session(client, wire, pace, manners.answer, gone)

    async def connect(self, host: str, port: int) -> None:
        """Raises Trouble for what TWS said, ConnectionError or TimeoutError for the line."""
        connecting = asyncio.ensure_future(self._client.connectAsync(host, port, self._client_id, self._answer))
        try:
            await asyncio.wait({connecting, self._trouble}, return_when=asyncio.FIRST_COMPLETED)
            if connecting.done() and not connecting.cancelled() and (error := connecting.exception()):
                raise error
            if self._trouble.done():
                self._trouble.result()
        except BaseException:
            connecting.cancel()
            await asyncio.gather(connecting, return_exceptions=True)
            raise

    def ends_with(self, code: int, words: str) -> bool:
        """Whether this is said to the greeting, and over with it."""
        if code not in _ENDS or self._trouble.done():
            return False
        self._trouble.set_exception(Trouble(code, words))
        return True

    def leave(self) -> None:
        """Nobody asks any more what became of it."""
        if not self._trouble.done():
            self._trouble.cancel()
        elif not self._trouble.cancelled():
            self._trouble.exception()

    def _dropped(self, *_words: object) -> None:
        if not self._trouble.done():
            self._trouble.set_exception(ConnectionError("the gateway closed the connection while greeting"))
