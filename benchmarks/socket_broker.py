"""A broker behind a real socket that answers at once, and its adapter: what is left is what FIDUS itself takes.

`python -m benchmarks.socket_broker PORT` is the broker: a line of JSON a question, a line an answer, orders in memory.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from trading.brokers.base import Access, NotSent, OutcomeUnknown, Refused
from trading.brokers.capabilities import Capabilities
from trading.brokers.facts import (
    Change,
    FillState,
    OrderKind,
    OrderRequest,
    OrderState,
    OrderStatus,
    Quote,
    Side,
    TimeInForce,
)
from trading.connections.description import Adapter

PLACE = ("127.0.0.1", 0)
CAN = Capabilities(
    kinds=frozenset(OrderKind), times_in_force=frozenset(TimeInForce), hedging=False, replaces=False, brackets=True,
    reference_length=40, comes_late=False, clocks_differ=timedelta(seconds=2),
)  # fmt: skip


# ---- the broker


class _Market:
    def __init__(self) -> None:
        self.orders: dict[str, dict[str, dict[str, Any]]] = {}

    def answer(self, asked: dict[str, Any]) -> Any:
        mine = self.orders.setdefault(asked["login"], {})
        match asked["what"]:
            case "submit":
                order = asked["order"]
                place = mine.setdefault(order["reference"], {**order, "id": str(len(mine) + 1), "times": []})
                place["times"].append(asked["came"])
                return place
            case "order":
                return mine.get(asked["reference"])
            case "fills":
                return [order for order in mine.values() if order["times"][0] >= asked["since"]]
            case "all":
                return self.orders
        return None


def serve(port: int) -> None:
    """Until it is killed."""
    asyncio.run(_serve(port, _Market()))


async def _serve(port: int, market: _Market) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            asked = {**json.loads(line), "came": time.time()}
            writer.write(json.dumps(market.answer(asked)).encode() + b"\n")
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", port, limit=1 << 26)
    async with server:
        await server.serve_forever()


# ---- the adapter


def ask(line: Any, asked: dict[str, Any]) -> Any:
    line.write(json.dumps(asked).encode() + b"\n")
    line.flush()
    return json.loads(line.readline())


class SocketBroker:
    def __init__(self, access: Access) -> None:
        self._login, self._port = access.login, int(access.server.rpartition(":")[2])
        self._seconds = access.seconds
        self._line: Any = None

    @property
    def capabilities(self) -> Capabilities:
        return CAN

    def submit(self, request: OrderRequest) -> OrderState:
        order = {
            "reference": request.reference, "symbol": request.symbol, "side": request.side.value,
            "kind": request.kind.value, "volume": str(request.volume),
        }  # fmt: skip
        self._open()
        try:
            return _state(self._ask("submit", order=order))
        except (OSError, ValueError) as error:
            self.close()
            raise OutcomeUnknown(str(error)) from error

    def order(self, reference: str) -> OrderState | None:
        self._open()
        told = self._ask("order", reference=reference)
        return None if told is None else _state(told)

    def orders(self) -> Sequence[OrderState]:
        return []

    def fills(self, since: datetime) -> Sequence[FillState]:
        self._open()
        return [_fill(self._login, told) for told in self._ask("fills", since=since.timestamp())]

    def quotes(self, symbols: Sequence[str]) -> Sequence[Quote]:
        return []

    def instruments(self, symbols: Sequence[str] = ()) -> Sequence[Any]:
        return []

    def cancel(self, order_id: str) -> OrderState:
        raise Refused("everything is filled at once")

    def replace(self, order_id: str, change: Change) -> OrderState:
        raise Refused("everything is filled at once")

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _open(self) -> None:
        if self._line is None:
            try:
                place = socket.create_connection(("127.0.0.1", self._port), timeout=self._seconds)
            except OSError as error:
                raise NotSent(str(error)) from error
            place.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._line = place.makefile("rwb")

    def _ask(self, what: str, **more: Any) -> Any:
        return ask(self._line, {"what": what, "login": self._login, **more})


def _state(told: dict[str, Any]) -> OrderState:
    volume = Decimal(told["volume"])
    return OrderState(
        id=told["id"], reference=told["reference"], symbol=told["symbol"], side=Side(told["side"]),
        kind=OrderKind(told["kind"]), status=OrderStatus.FILLED, volume=volume, filled=volume,
        average_price=Decimal(100),
    )  # fmt: skip


def _fill(login: str, told: dict[str, Any]) -> FillState:
    return FillState(
        id=f"{login}-{told['id']}", order_id=told["id"], symbol=told["symbol"], side=Side(told["side"]),
        volume=Decimal(told["volume"]), price=Decimal(100), at=datetime.fromtimestamp(told["times"][0], UTC),
        reference=told["reference"],
    )  # fmt: skip


ADAPTER = Adapter(
    platform="paper", title="Behind a socket", connect=SocketBroker, through_gateway=False, address_needed=False,
    at_once=16,
)  # fmt: skip

if __name__ == "__main__":
    serve(int(sys.argv[1]))
