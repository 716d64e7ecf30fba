"""The questions of one connection: each is one or two messages, paced, with an answer that ends."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Hashable
from typing import Any

from ib_async.client import Client
from ib_async.contract import Contract
from ib_async.objects import ExecutionFilter

from trading.brokers.ib.pace import Pace, Urgency
from trading.brokers.ib.wire import CLOCK, COMPLETED_ORDERS, OPEN_ORDERS, POSITIONS, Wire

# What TWS tells of an account's money, and of each currency in it ($LEDGER:ALL).
TAGS = (
    "AccountType,NetLiquidation,TotalCashValue,BuyingPower,MaintMarginReq,AvailableFunds,ExcessLiquidity,Leverage,"
    "$LEDGER:ALL"
)
DELAYED_IF_NOT_SUBSCRIBED = 3


class Session:
    """From one greeting to one drop. Questions without a number of their own are asked one at a time and shared."""

    def __init__(self, client: Client, wire: Wire, pace: Pace, seconds: float, gone: asyncio.Event) -> None:
        self.client = client
        self.wire = wire
        self.pace = pace
        self.seconds = seconds
        self.gone = gone
        self.details: dict[str, Any] = {}  # what a symbol means; as long as the connection lives
        self._next: dict[Hashable, asyncio.Task[list[Any]]] = {}
        self._one_at_a_time: defaultdict[Hashable, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._lines = asyncio.Semaphore(50)  # of market data; TWS gives a hundred
        self._prices_of_any_kind = False
        self._patience = min(3.0, seconds * 0.3)  # with what some gateways do not answer
        self._mute: set[Hashable] = set()
        self._leaving: set[asyncio.Task[None]] = set()

    # ---- orders and trades

    async def own_orders(self) -> list[Any]:
        """Binds the orders of this client's number again, so that TWS tells of them."""
        return await self._shared(("own orders",), OPEN_ORDERS, self.client.reqOpenOrders, Urgency.LOOKUP)

    async def open_orders(self) -> list[Any]:
        """All orders that work, of all clients and of people; some gateways answer only for the client's own."""
        if "all orders" not in self._mute:
            try:
                return await self._shared(
                    ("all orders",), OPEN_ORDERS, self.client.reqAllOpenOrders, Urgency.LOOKUP, limit=self._patience
                )
            except TimeoutError:
                self._mute.add("all orders")
        return await self.own_orders()

    async def completed_orders(self) -> list[Any]:
        """Those of today that are over; [] where the gateway does not answer that."""
        if "completed" in self._mute:
            return []
        ask = self.client.reqCompletedOrders
        try:
            return await self._shared(
                ("completed",), COMPLETED_ORDERS, lambda: ask(False), Urgency.LOOKUP, limit=self._patience
            )
        except TimeoutError:
            self._mute.add("completed")
            return []

    @property
    def tells_completed(self) -> bool:
        return "completed" not in self._mute

    async def executions(self) -> list[Any]:
        """All that TWS keeps: of the current day, or of a week where its settings say so."""
        number = self.client.getReqId()
        return await self._shared(
            ("executions",), number, lambda: self.client.reqExecutions(number, ExecutionFilter()), Urgency.LOOKUP
        )

    # ---- money and holdings

    async def summary(self) -> list[Any]:
        number = self.client.getReqId()
        return await self._shared(
            ("summary",),
            number,
            lambda: self.client.reqAccountSummary(number, "All", TAGS),
            Urgency.QUESTION,
            after=lambda: self.client.cancelAccountSummary(number),
        )

    async def positions(self) -> list[Any]:
        return await self._shared(("positions",), POSITIONS, self.client.reqPositions, Urgency.QUESTION)

    async def portfolio(self, account: str) -> list[Any]:
        """Market prices and profits of what an account holds, for one account at a time; [] if TWS tells none."""
        if "portfolio" in self._mute:
            return []
        subscribe = self.client.reqAccountUpdates
        try:
            return await self._shared(
                "portfolio",
                ("portfolio", account),
                lambda: subscribe(True, account),
                Urgency.QUESTION,
                limit=self._patience,
                after=lambda: subscribe(False, account),
                join=False,
            )
        except TimeoutError:
            self._mute.add("portfolio")
            return []

    async def clock(self) -> list[Any]:
        return await self._shared(("clock",), CLOCK, self.client.reqCurrentTime, Urgency.LOOKUP)

    # ---- instruments and prices

    async def contracts(self, contract: Contract, urgency: Urgency) -> list[Any]:
        number = self.client.getReqId()
        return await self._ask(number, lambda: self.client.reqContractDetails(number, contract), urgency, self.seconds)

    async def prices(self, contract: Contract, seconds: float) -> list[tuple[int, float, float]]:
        """Ticks until both sides are told, or as many as came in time."""
        async with self._lines:
            if not self._prices_of_any_kind:
                await self.pace.turn(Urgency.QUESTION)
                self.client.reqMarketDataType(DELAYED_IF_NOT_SUBSCRIBED)
                self._prices_of_any_kind = True
            await self.pace.turn(Urgency.QUESTION)
            number = self.client.getReqId()
            question = self.wire.ask(number)
            self.client.reqMktData(number, contract, "", False, False, [])
            try:
                await asyncio.wait_for(question.answer, seconds)
            except TimeoutError:
                pass
            finally:
                self.wire.forget(number, question)
                self._afterwards(lambda: self.client.cancelMktData(number))
            return list(question.rows)

    # ---- how a question is asked

    async def _shared(
        self, name: Hashable, key: Hashable, send: Callable[[], object], urgency: Urgency, *,
        limit: float | None = None, after: Callable[[], object] | None = None, join: bool = True,
    ) -> list[Any]:  # fmt: skip
        """Whoever comes before it is sent shares the answer; whoever comes later gets a newer one."""
        flight = self._next.get(name) if join else None
        if flight is None:
            flight = asyncio.create_task(self._fly(name, key, send, urgency, limit or self.seconds, after))
            flight.add_done_callback(lambda done: done.cancelled() or done.exception())
            if join:
                self._next[name] = flight
        return await asyncio.shield(flight)

    async def _fly(
        self, name: Hashable, key: Hashable, send: Callable[[], object], urgency: Urgency, limit: float,
        after: Callable[[], object] | None,
    ) -> list[Any]:  # fmt: skip
        # Open orders have one end for two questions, executions and summaries their own number each.
        async with self._one_at_a_time[key if isinstance(key, str) else name]:
            try:
                await self.pace.turn(urgency)
            finally:
                self._next.pop(name, None)
            try:
                return await self._answer(key, send, limit)
            finally:
                if after is not None:
                    self._afterwards(after)

    async def _ask(self, key: Hashable, send: Callable[[], object], urgency: Urgency, limit: float) -> list[Any]:
        await self.pace.turn(urgency)
        return await self._answer(key, send, limit)

    async def _answer(self, key: Hashable, send: Callable[[], object], limit: float) -> list[Any]:
        question = self.wire.ask(key)
        try:
            send()
            return await asyncio.wait_for(question.answer, limit)
        finally:
            self.wire.forget(key, question)

    def _afterwards(self, send: Callable[[], object]) -> None:
        """Ends a subscription that only a first answer was wanted of; nobody waits for it."""

        async def leave() -> None:
            await self.pace.turn(Urgency.LOOKUP)
            if self.client.isReady():
                send()

        leaving = asyncio.create_task(leave())
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)
