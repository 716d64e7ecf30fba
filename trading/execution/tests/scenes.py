"""Accounts at scripted brokers, orders of people, and lanes that are served by hand or by a Trader in a thread."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from decimal import Decimal
from itertools import count

from accounts.tests.people import staff
from trading.brokers.facts import OrderKind, Side, TimeInForce
from trading.connections import registry
from trading.connections.models import Connection
from trading.connections.services.connect_account import connect_account
from trading.execution.services.hold_lanes import take_lanes
from trading.execution.services.serve_lane import LaneAtWork
from trading.execution.services.trade import Trader
from trading.execution.tests.scripted import Market, markets
from trading.models import BrokerAccount
from trading.orders.models import Instruction, Purpose
from trading.orders.services.place_orders import NewOrder, place_orders
from trading.services.open_broker_account import open_broker_account

_logins = count(880_001)


@contextmanager
def scripted_brokers(adapter: str = "trading.execution.tests.scripted.ADAPTER"):
    """Paper accounts are reached by the scripted broker for as long as the block lasts."""
    named, looking, sparing = dict(registry._named), list(registry._looking), list(registry._sparing)
    registry.reach_by({**named, "paper": adapter})
    try:
        yield
    finally:
        registry.reach_by(named, looked_at_by=looking, spared_by=sparing)
        markets.clear()


def an_account(market: Market | None = None, **given) -> BrokerAccount:
    account = open_broker_account(
        broker=given.pop("broker", "Invented Markets"), server="Invented", login=str(next(_logins)), currency="USD",
        platform="paper", environment="paper", by=None,
    )  # fmt: skip
    connect_account(account=account, gateway=None, by=None)
    Connection.objects.filter(account=account).update(may_trade=True)
    markets[account.login] = market or Market()
    return account


def market_of(account: BrokerAccount) -> Market:
    return markets[account.login]


def a_trader():
    return staff("trader", f"trader{next(_logins)}@example.test")


def an_order(account, *, by=None, volume="100", **given) -> Instruction:
    return some_orders(account, 1, by=by, volume=volume, **given)[0]


def some_orders(account, many: int, *, by=None, volume="100", **given) -> list[Instruction]:
    plain = {
        "account_id": account.pk, "purpose": Purpose.OPEN, "symbol": "INVENTED", "our_symbol": "INVENTED",
        "side": Side.BUY, "kind": OrderKind.MARKET, "volume": Decimal(volume), "time_in_force": TimeInForce.DAY,
    }  # fmt: skip
    return place_orders([NewOrder(**{**plain, **given}) for _ in range(many)], by=by or a_trader())


def fresh(instruction: Instruction) -> Instruction:
    return Instruction.objects.get(pk=instruction.pk)


def kinds(instruction: Instruction) -> list[str]:
    return [str(kind) for kind in instruction.events.order_by("id").values_list("kind", flat=True)]


def a_lane(account, **given) -> LaneAtWork:
    return LaneAtWork(account.pk, take_lanes([account.pk])[account.pk], **{"seconds": 2.0, **given})


def settle(lane: LaneAtWork) -> float | None:
    """Served as often as it wants to be soon: trades are asked for a moment after the order was filled."""
    while (wait := lane.serve()) is not None and wait < 0.5:
        time.sleep(wait)
    return wait


class Trading:
    """A Trader in a thread of this process, for as long as the block lasts."""

    def __init__(self, **given) -> None:
        self.trader = Trader(**{"threads": 8, "seconds": 2.0, "decides": False, **given})
        self._thread = threading.Thread(target=self.trader.run, daemon=True)

    def __enter__(self) -> Trader:
        self._thread.start()
        return self.trader

    def __exit__(self, *_) -> None:
        self.trader.stop.set()
        self.trader.wake()
        self._thread.join(20)
        assert not self._thread.is_alive()
