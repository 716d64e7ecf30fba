"""Connections to brokers that stay up between orders; one for each account, used by its lane alone."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from datetime import timedelta

from fidus.lib import clock
from trading.brokers.base import Broker
from trading.connections.errors import NotConnected
from trading.connections.gates import Reach, obstacles, open_reach, reach
from trading.execution.domain.window import Throttle, Window
from trading.orders.models import OrderEvent

logger = logging.getLogger(__name__)
# How the account is reached is read again so often: a new token or address counts from then on.
READ_EVERY = 5.0


class WarmBroker:
    """One account's. Whoever has it calls `close` in the end."""

    def __init__(self, account: int, *, seconds: float) -> None:
        self._account, self._seconds = account, seconds
        self._broker: Broker | None = None
        self._reach: Reach | None = None
        self._read_at = float("-inf")
        self.throttle = Throttle()

    def ready(self) -> Broker | None:
        """What is open already and was looked after lately."""
        return self._broker if time.monotonic() - self._read_at < READ_EVERY else None

    def open(self) -> Broker:
        """Raises NotConnected, and what adapters raise when they are made."""
        now = time.monotonic()
        if (broker := self.ready()) is not None:
            return broker
        found = reach([self._account]).get(self._account)
        if found is None:
            self.close()
            missing = obstacles([self._account]).get(self._account)
            raise missing or NotConnected("It was disconnected.", code="none")
        if self._broker is None or found != self._reach:
            self.close()
            self._broker = open_reach(_as_trader(found), seconds=self._seconds)
            self.throttle = _throttle(self._account, self._broker)
        self._reach, self._read_at = found, now
        return self._broker

    def doubt(self) -> None:
        """How it is reached is read again at the next use."""
        self._read_at = float("-inf")

    def close(self) -> None:
        broker, self._broker = self._broker, None
        self._read_at = float("-inf")
        if broker is not None:
            try:
                broker.close()
            except Exception:
                logger.exception("The connection of account %s does not close", self._account)


def _as_trader(found: Reach) -> Reach:
    """Only the client that placed an order at Interactive Brokers may change it: who trades has numbers of its own."""
    if ids := found.access.options.get("trade_client_ids"):
        options = {**found.access.options, "client_ids": ids}
        return replace(found, access=replace(found.access, options=options))
    return found


def _throttle(account: int, broker: Broker) -> Throttle:
    """With what was sent before counted: a new sender has no new limits."""
    can = broker.capabilities
    limits = [(most, float(seconds)) for most, seconds in can.orders_within]
    if can.calls_per_second is not None:
        # 3.3 a second are 198 a minute.
        each = can.calls_per_second
        limits.append((int(each), 1.0) if each == int(each) else (int(each * 60), 60.0))
    if not limits:
        return Throttle()
    taken = _sent_within(account, max(seconds for _, seconds in limits))
    return Throttle(Window(most, seconds, taken) for most, seconds in limits)


def _sent_within(account: int, seconds: float) -> list[float]:
    now, here = clock.now(), time.monotonic()
    kinds = [OrderEvent.Kind.SENT, OrderEvent.Kind.CANCEL_SENT, OrderEvent.Kind.CHANGE_SENT, OrderEvent.Kind.LOST]
    since = OrderEvent.objects.filter(
        instruction__account=account, kind__in=kinds, at__gt=now - timedelta(seconds=seconds)
    )
    return [here - (now - at).total_seconds() for at in since.values_list("at", flat=True)]
