"""A TWS gateway that follows a script: it speaks the wire protocol to the real client library, in a thread of its own.

It keeps orders, executions and holdings as a gateway does; a test tells it what happens (`fill`, `cut`, `drop`) and how
it misbehaves (the fields under "knobs").
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from itertools import count
from typing import TypeVar

from trading.brokers.ib.tests import messages
from trading.brokers.ib.tests.gateway_holdings import Holdings
from trading.brokers.ib.tests.messages import Made, Placed, frame

T = TypeVar("T")


class Peer:
    """One client's socket."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self.writer = writer
        self.client_id = -1

    def send(self, *parts: bytes) -> None:
        if not self.writer.is_closing():
            self.writer.write(b"".join(parts))


class ScriptedGateway(Holdings):
    """Everything that changes it runs in its own loop; the methods without a leading underscore may be called from any
    thread and return when it is done."""

    def __init__(self, accounts: str = "U1234567") -> None:
        super().__init__()
        self.accounts = accounts
        self.currency = "USD"
        self.orders: dict[int, Placed] = {}
        self.made: list[Made] = []
        self.received: list[tuple[float, list[str]]] = []
        # knobs
        self.taken_ids: set[int] = set()
        self.greeting_error: tuple[int, str] | None = None
        self.mute: set[int] = set()  # kinds of message that are read and not answered
        self.swallow_orders = 0  # the next so many are taken and never answered
        self.answer_orders: Callable[[Peer, Placed], None] | None = None
        self.drop_after_order = False
        self.tear_next_answer = False  # the socket ends in the middle of a frame
        self.tells_fills = True  # False: by reqExecutions only
        self.commissions = "now"  # or late, or never
        self.read_only = False
        self.delayed = False
        self.error_for: dict[int, tuple[int, str]] = {}  # kind of message: what it is answered with
        self._perm_ids = count(1_800_000_001)
        self._exec_ids = count(1)
        self._next_id = 1
        self._peers: list[Peer] = []
        self._server: asyncio.Server | None = None
        self._away = False
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.listen()

    # ---- from the test's thread

    def do(self, act: Callable[[], T]) -> T:
        async def acted() -> T:
            return act()

        return asyncio.run_coroutine_threadsafe(acted(), self._loop).result(5)

    def listen(self) -> None:
        async def start() -> None:
            self._away = False
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
            self.port = self._server.sockets[0].getsockname()[1]

        asyncio.run_coroutine_threadsafe(start(), self._loop).result(5)

    def go_away(self) -> None:
        async def leave() -> None:
            assert self._server is not None
            self._away = True
            self._drop()
            await asyncio.sleep(0.03)  # who is at the door comes in, and is shown out
            self._server.close()

        asyncio.run_coroutine_threadsafe(leave(), self._loop).result(5)

    def drop(self) -> None:
        self.do(self._drop)

    def close(self) -> None:
        self.go_away()

        async def settle() -> None:
            tasks = asyncio.all_tasks() - {asyncio.current_task()}
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(settle(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def say(self, *parts: bytes) -> None:
        """To every client."""
        self.do(lambda: self._say(*parts))

    def fill(self, perm_id: int, volume: Decimal | str, price: Decimal | str) -> Made:
        return self.do(lambda: self._fill(self.orders[perm_id], Decimal(volume), Decimal(price)))

    def correct(self, made: Made, volume: Decimal | str, price: Decimal | str) -> Made:
        return self.do(lambda: self._correct(made, Decimal(volume), Decimal(price)))

    def tell_commission(self, made: Made) -> None:
        self.say(messages.commission(made))

    def by_reference(self, reference: str) -> list[Placed]:
        return self.do(lambda: [order for order in self.orders.values() if order.reference == reference])

    def messages_of(self, kind: int) -> list[list[str]]:
        return self.do(lambda: [fields for _, fields in self.received if int(fields[0]) == kind])

    @property
    def connections(self) -> int:
        return self.do(lambda: len(self._peers))

    # ---- the wire

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._away:
            writer.close()
            return
        peer = Peer(writer)
        self._peers.append(peer)
        try:
            assert await reader.readexactly(4) == b"API\0"
            await self._frame(reader)
            peer.send(frame(messages.SERVER_VERSION, "20261121 10:00:00 UTC"))
            while True:
                fields = (await self._frame(reader)).decode().split("\0")[:-1]
                self.received.append((time.monotonic(), fields))
                self._answer(peer, fields)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            if peer in self._peers:
                self._peers.remove(peer)
            writer.close()

    @staticmethod
    async def _frame(reader: asyncio.StreamReader) -> bytes:
        return await reader.readexactly(int.from_bytes(await reader.readexactly(4), "big"))

    def _answer(self, peer: Peer, fields: list[str]) -> None:
        kind = int(fields[0])
        if kind in self.error_for:
            number = int(fields[1] if kind in {3, 9} else fields[2])
            peer.send(messages.error(number, *self.error_for[kind]))
        elif kind not in self.mute:
            handler = self._handlers().get(kind)
            if handler is not None:
                handler(peer, fields)

    def _handlers(self) -> dict[int, Callable[[Peer, list[str]], None]]:
        return {
            1: self._on_prices, 3: self._on_place, 4: self._on_cancel, 5: self._on_own_orders, 6: self._on_portfolio,
            7: self._on_executions, 9: self._on_details, 16: self._on_all_orders, 49: self._on_clock,
            76: lambda peer, fields: peer.send(frame(74, 1, fields[2])),
            61: self._on_positions, 62: self._on_summary, 71: self._on_start, 99: self._on_completed,
        }  # fmt: skip

    def _say(self, *parts: bytes) -> None:
        for peer in self._peers:
            if peer.client_id >= 0:
                if self.tear_next_answer:
                    self._tear(peer, b"".join(parts))
                else:
                    peer.send(*parts)

    def _tear(self, peer: Peer, whole: bytes) -> None:
        self.tear_next_answer = False
        peer.send(whole[: len(whole) // 2])
        peer.writer.close()

    def _drop(self) -> None:
        for peer in self._peers:
            peer.writer.close()
        self._peers.clear()

    def _on_start(self, peer: Peer, fields: list[str]) -> None:
        client_id = int(fields[2])
        taken = {other.client_id for other in self._peers} | self.taken_ids
        if client_id in taken:
            peer.send(messages.error(-1, 326, "Unable to connect as the client id is already in use."))
            peer.writer.close()
            return
        if self.greeting_error is not None:
            peer.send(messages.error(-1, *self.greeting_error))
            peer.writer.close()
            return
        peer.client_id = client_id
        farm = messages.error(-1, 2104, "Market data farm connection is OK:usfarm")
        peer.send(frame(15, 1, self.accounts), frame(9, 1, self._next_id), farm)

    def _on_clock(self, peer: Peer, _fields: list[str]) -> None:
        peer.send(frame(49, 1, int(time.time())))

    # ---- orders

    def _on_place(self, peer: Peer, fields: list[str]) -> None:
        number = int(fields[1])
        if self.read_only:
            words = "Error validating request.-'bN' : cause - The API interface is currently in Read-Only mode."
            peer.send(messages.error(number, 321, words))
            return
        mine = [o for o in self.orders.values() if (o.client_id, o.order_id) == (peer.client_id, number)]
        if mine:
            self._modify(peer, mine[0], fields)
            return
        if number < self._next_id:
            peer.send(messages.error(number, 103, "Duplicate order id"))
            return
        self._next_id = number + 1
        contract = next((c for c in self.listed if str(c.con_id) == fields[2]), None)
        if contract is None:
            peer.send(messages.error(number, 200, "No security definition has been found for the request"))
            return
        order = Placed(
            number, peer.client_id, next(self._perm_ids), contract, fields[16], Decimal(fields[17]), fields[18],
            fields[19], fields[20], fields[21], fields[23], fields[26],
        )  # fmt: skip
        self.orders[order.perm_id] = order
        if self.drop_after_order:
            self._drop()
        elif self.swallow_orders:
            self.swallow_orders -= 1
        elif self.answer_orders is not None:
            self.answer_orders(peer, order)
        else:
            self._tell(order)
            self._market(order)

    def _modify(self, peer: Peer, order: Placed, fields: list[str]) -> None:
        if order.over:
            peer.send(messages.error(order.order_id, 104, "Cannot modify a filled order."))
            return
        order.volume, order.limit, order.stop = Decimal(fields[17]), fields[19], fields[20]
        self._tell(order)

    def _on_cancel(self, peer: Peer, fields: list[str]) -> None:
        number = int(fields[2])
        mine = [o for o in self.orders.values() if (o.client_id, o.order_id) == (peer.client_id, number)]
        if not mine:
            words = f"OrderId {number} that needs to be cancelled is not found."
            peer.send(messages.error(number, 10147, words))
        elif mine[0].over:
            words = f"OrderId {number} that needs to be cancelled cannot be cancelled, state: {mine[0].status}."
            peer.send(messages.error(number, 10148, words))
        else:
            mine[0].status = "Cancelled"
            peer.send(messages.error(number, 202, "Order Canceled - reason:"))
            self._tell(mine[0])

    def _tell(self, order: Placed) -> None:
        if order.seen:
            self._say(messages.open_order(order), messages.order_status(order))

    def _market(self, order: Placed) -> None:
        prices = self.prices.get(order.contract.con_id)
        if order.kind == "MKT" and prices:
            self._fill(order, order.volume, prices[1] if order.action == "BUY" else prices[0])

    def _fill(self, order: Placed, volume: Decimal, price: Decimal) -> Made:
        order.filled += volume
        order.paid += volume * price
        if order.filled >= order.volume:
            order.status = "Filled"
        made = Made(f"0000e0d5.{next(self._exec_ids):08x}.01.01", order, volume, price, _stamp())
        made.cumulative = order.filled
        self.made.append(made)
        signed = volume if order.action == "BUY" else -volume
        key = (order.account, order.contract.con_id)
        self.held[key] = self.held.get(key, Decimal(0)) + signed
        if self.tells_fills:
            self._say(messages.execution(-1, made), messages.order_status(order))
            if self.commissions == "now":
                self._say(messages.commission(made))
        return made

    def _correct(self, made: Made, volume: Decimal, price: Decimal) -> Made:
        root, _, revision = made.exec_id.rpartition(".")
        corrected = Made(f"{root}.{int(revision) + 1:02}", made.order, volume, price, made.time)
        made.order.filled += volume - made.volume
        self.made.append(corrected)
        self._say(messages.execution(-1, corrected))
        return corrected

    def _listing(self, peer: Peer, orders: Iterator[Placed]) -> None:
        if self.read_only:
            words = "Error validating request.-'bI' : cause - The API interface is currently in Read-Only mode."
            peer.send(messages.error(-1, 321, words))
            return
        parts = [p for o in orders if not o.over for p in (messages.open_order(o), messages.order_status(o))]
        peer.send(*parts, frame(53, 1))

    def _on_own_orders(self, peer: Peer, _fields: list[str]) -> None:
        self._listing(peer, (o for o in self.orders.values() if o.client_id == peer.client_id))

    def _on_all_orders(self, peer: Peer, _fields: list[str]) -> None:
        self._listing(peer, iter(self.orders.values()))

    def _on_completed(self, peer: Peer, _fields: list[str]) -> None:
        if not self.read_only:
            done = [messages.completed_order(o) for o in self.orders.values() if o.over and o.seen]
            peer.send(*done, frame(102))

    def _on_executions(self, peer: Peer, fields: list[str]) -> None:
        number = int(fields[2])
        told = [messages.execution(number, made) for made in self.made]
        if self.commissions == "now":
            told += [messages.commission(made) for made in self.made]
        peer.send(*told, frame(55, 1, number))


def _stamp() -> str:
    return time.strftime("%Y%m%d %H:%M:%S UTC", time.gmtime())


@contextmanager
def running(accounts: str = "U1234567") -> Iterator[ScriptedGateway]:
    gateway = ScriptedGateway(accounts)
    try:
        yield gateway
    finally:
        gateway.close()
