"""A broker in this process that does as it is told: one market for each login, with a script of what happens next."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from fidus.lib import clock
from trading.brokers.base import Access, NotSent, OutcomeUnknown, Refused, Throttled, WrongAccount
from trading.brokers.capabilities import Capabilities
from trading.brokers.facts import (
    AssetKind,
    Change,
    FillState,
    Instrument,
    OrderKind,
    OrderRequest,
    OrderState,
    OrderStatus,
    Quote,
    TimeInForce,
)
from trading.connections.description import Adapter

CAN = Capabilities(
    kinds=frozenset(OrderKind), times_in_force=frozenset(TimeInForce), hedging=False, replaces=True, brackets=False,
    reference_length=40,
)  # fmt: skip


INVENTED = Instrument(
    symbol="INVENTED", kind=AssetKind.STOCK, currency="USD", tick_size=Decimal("0.05"), volume_step=Decimal(1),
    volume_min=Decimal(1),
)  # fmt: skip


@dataclass
class Market:
    """What the broker holds of one account. Each order takes a word of `script`; `then` is what it does without one."""

    can: Capabilities = CAN
    script: deque[str] = field(default_factory=deque)
    then: str = "accept"
    orders: dict[str, OrderState] = field(default_factory=dict)  # by number
    trades: list[FillState] = field(default_factory=list)
    asked: list[tuple[float, str, str]] = field(default_factory=list)  # when, what, which
    goes_on: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    cancels: str = "cancel"
    hidden: set[str] = field(default_factory=set)
    seconds: float = 0.0

    def accept(self, request: OrderRequest) -> OrderState:
        order = OrderState(
            id=str(len(self.orders) + 1), reference=request.reference, symbol=request.symbol, side=request.side,
            kind=request.kind, status=OrderStatus.WORKING, volume=request.volume, limit_price=request.limit_price,
            stop_price=request.stop_price, stop_loss=request.stop_loss, take_profit=request.take_profit,
        )  # fmt: skip
        self.orders[order.id] = order
        return order

    def fill(self, number: str, volume: str | Decimal | None = None, *, price="100", over: bool = False) -> FillState:
        order = self.orders[number]
        some = order.volume - order.filled if volume is None else Decimal(volume)
        trade = FillState(
            id=f"T{len(self.trades) + 1}", order_id=order.id, symbol=order.symbol, side=order.side, volume=some,
            price=Decimal(price), at=clock.now(), reference=order.reference,
        )  # fmt: skip
        self.trades.append(trade)
        filled = min(order.filled + some, order.volume)
        status = OrderStatus.FILLED if filled >= order.volume else OrderStatus.PARTIAL
        if order.status.is_over and not over:
            status = order.status if filled < order.volume else OrderStatus.FILLED
        self.orders[number] = replace(order, filled=filled, status=status, average_price=Decimal(price))
        return trade

    def end(self, number: str, status: OrderStatus) -> None:
        self.orders[number] = replace(self.orders[number], status=status)

    def by_reference(self, reference: str) -> OrderState | None:
        if reference in self.hidden:
            return None
        return next((order for order in self.orders.values() if order.reference == reference), None)

    def count(self, what: str) -> int:
        return sum(1 for _, asked, _ in self.asked if asked == what)

    def references(self) -> list[str]:
        return [order.reference for order in self.orders.values()]


markets: dict[str, Market] = {}


class Scripted:
    def __init__(self, access: Access) -> None:
        self._market, self._seconds = markets[access.login], access.seconds

    @property
    def capabilities(self) -> Capabilities:
        return self._market.can

    def orders(self) -> Sequence[OrderState]:
        self._note("orders", "")
        return [order for order in self._market.orders.values() if not order.status.is_over]

    def order(self, reference: str) -> OrderState | None:
        self._note("order", reference)
        return self._market.by_reference(reference)

    def fills(self, since: datetime) -> Sequence[FillState]:
        self._note("fills", "")
        return [trade for trade in self._market.trades if trade.at >= since]

    def submit(self, request: OrderRequest) -> OrderState:
        market = self._market
        self._note("submit", request.reference)
        if market.seconds:
            time.sleep(market.seconds)
        with market.lock:
            what = market.script.popleft() if market.script else market.then
        word, _, figure = what.partition(" ")
        match word:
            case "reject":
                raise Refused("there is not enough money", code="margin")
            case "unsent":
                raise NotSent("nobody answers")
            case "throttle":
                raise Throttled("too fast", seconds=float(figure))
            case "wrong":
                raise WrongAccount("another account answered")
            case "lost":  # before it came there
                raise OutcomeUnknown("no answer")
            case "hang":
                market.goes_on.wait(30)
        order = market.accept(request)
        match word:
            case "timeout":  # after it was accepted
                raise OutcomeUnknown("no answer")
            case "fill":
                market.fill(order.id, figure or None)
            case "burst":
                raise RuntimeError("what nobody foresaw")
        return market.orders[order.id]

    def cancel(self, order_id: str) -> OrderState:
        market = self._market
        self._note("cancel", order_id)
        match market.cancels:
            case "refuse":
                raise Refused("too late", code="late")
            case "timeout":
                market.cancels = "cancel"
                raise OutcomeUnknown("no answer")
            case "fill":
                market.fill(order_id)
            case "work":
                pass
            case _:
                market.end(order_id, OrderStatus.CANCELLED)
        return market.orders[order_id]

    def replace(self, order_id: str, change: Change) -> OrderState:
        self._note("replace", order_id)
        new = {name: value for name in ("volume", "limit_price", "stop_price") if (value := getattr(change, name))}
        self._market.orders[order_id] = replace(self._market.orders[order_id], **new)
        return self._market.orders[order_id]

    def instruments(self, symbols: Sequence[str] = ()) -> Sequence[Instrument]:
        return [INVENTED]

    def quotes(self, symbols: Sequence[str]) -> Sequence[Quote]:
        return [Quote(symbol="INVENTED", at=clock.now(), bid=Decimal(99), ask=Decimal(101))]

    def close(self) -> None:
        self._note("close", "")

    def _note(self, what: str, which: str) -> None:
        self._market.asked.append((time.monotonic(), what, which))


ADAPTER = Adapter(
    platform="paper", title="Scripted", connect=Scripted, through_gateway=False, address_needed=False, at_once=16
)
