"""The broker behind a socket, and a sender that can be made to stand still before and after it is asked."""

from __future__ import annotations

from benchmarks.socket_broker import SocketBroker
from tests.killed.stopping_settings import stop_here
from trading.brokers.facts import OrderRequest, OrderState
from trading.connections.description import Adapter

# By then several are claimed at a time.
SENT_BEFORE = 12
_sent = 0


class StoppingBroker(SocketBroker):
    def submit(self, request: OrderRequest) -> OrderState:
        global _sent
        _sent += 1
        if _sent > SENT_BEFORE:
            stop_here("claimed")
        told = super().submit(request)
        if _sent > SENT_BEFORE:
            stop_here("answered")
        return told


ADAPTER = Adapter(
    platform="paper", title="Behind a socket", connect=StoppingBroker, through_gateway=False, address_needed=False,
    at_once=16,
)  # fmt: skip
