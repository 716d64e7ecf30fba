"""A scripted broker with a market's ways: it tells trades twice, late and in any order, and knows what is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from trading.brokers.base import Refused
from trading.brokers.facts import Change, FillState, OrderState
from trading.connections.description import Adapter
from trading.execution.tests.scripted import Market, Scripted


@dataclass
class Wayward(Market):
    """`untold` are numbers of trades that were made and are not told yet; `order` says how the others are told."""

    untold: set[str] = field(default_factory=set)
    order: Random = field(default_factory=lambda: Random(7))

    def told(self) -> list[FillState]:
        known = [trade for trade in self.trades if trade.id not in self.untold]
        twice = [*known, *known[: len(known) // 2 + 1]]
        self.order.shuffle(twice)
        return twice


class WaywardBroker(Scripted):
    _market: Wayward

    def fills(self, since: datetime) -> Sequence[FillState]:
        self._note("fills", "")
        return [trade for trade in self._market.told() if trade.at >= since]

    def cancel(self, order_id: str) -> OrderState:
        if self._market.orders[order_id].status.is_over:
            self._note("cancel", order_id)
            raise Refused("it is over", code="over")
        return super().cancel(order_id)

    def replace(self, order_id: str, change: Change) -> OrderState:
        order = self._market.orders[order_id]
        if order.status.is_over or (change.volume is not None and change.volume <= order.filled):
            self._note("replace", order_id)
            raise Refused("too late to change it", code="late")
        return super().replace(order_id, change)


ADAPTER = Adapter(
    platform="paper", title="Wayward", connect=WaywardBroker, through_gateway=False, address_needed=False, at_once=16
)
