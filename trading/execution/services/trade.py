"""The long-lived process that sends: finds accounts with work, takes their lanes, has them served.

Everything that counts is in the database: it may be killed at any moment, and several may run (docs/adr/0051).
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection
from decimal import Decimal

from django.db import connections

from fidus.lib.lasting import look_after_connections
from trading.execution.services.decide_received import Decider
from trading.execution.services.expire_orders import expire_orders
from trading.execution.services.find_work import Waiting, accounts_to_compare, accounts_with_work
from trading.execution.services.give_signs import Signs
from trading.execution.services.hold_lanes import RENEWED_EVERY
from trading.execution.services.lane_pool import LanePool
from trading.execution.services.listen import Listener
from trading.execution.services.tell_changes import Teller
from trading.orders.services.take_words import Taken
from trading.orders.wake import CHANNEL as ORDERS
from trading.orders.wake import accounts_named, serve_here, serve_no_more
from trading.signals.wake import CHANNEL as SIGNALS

logger = logging.getLogger(__name__)
TICK, COMPARED_EVERY, EXPIRED_EVERY = 1.0, 2.0, 2.0
STOPS_WITHIN = 15.0


class Trader:
    """`run` returns when `stop` is set, calls under way are ended and the lanes given back."""

    def __init__(
        self,
        *,
        threads: int = 16,
        seconds: float = 10.0,
        beat: Callable[[], None] = lambda: None,
        stop: threading.Event | None = None,
        decides: bool = True,
    ) -> None:
        self.stop = stop or threading.Event()
        self._decides = decides
        self._wake, self._look_asked, self._signals = threading.Event(), threading.Event(), threading.Event()
        self._next: dict[str, float] = {}
        self._teller, self._signs = Teller(), Signs(beat, self.stop)
        self._lanes = LanePool(
            threads=threads, seconds=seconds, tell=lambda taken: self._teller.tell(taken), stops=self.stop.is_set,
            wake=self._wake.set,
        )  # fmt: skip

    def run(self) -> None:
        self._teller.start()
        self._signs.start()
        Listener({ORDERS: self._heard, SIGNALS: lambda _: self._signals.set()}, self.stop).start()
        decider = Decider(self._signals, self.stop, tell=self._teller.tell)
        if self._decides:
            decider.start()
        serve_here(self._lanes.serve_ours)
        try:
            self._run()
        finally:
            serve_no_more(self._lanes.serve_ours)
        self._signals.set()
        if self._decides:
            decider.join(STOPS_WITHIN)
        self._lanes.end(STOPS_WITHIN)
        self._teller.end()
        connections.close_all()

    def wake(self) -> None:
        """Look for work now."""
        self._look_asked.set()
        self._wake.set()

    def _run(self) -> None:
        while not self.stop.is_set():
            try:
                look_after_connections()
                self._go_round()
                self._signs.goes_on()
            except Exception:
                # The database is away, or a fault of ours: what is being sent goes on, and this is tried again.
                logger.exception("Orders are not looked for")
                connections.close_all()
                self.stop.wait(1.0)
            self._wake.wait(self._lanes.until_due(TICK))
            self._wake.clear()

    def _go_round(self) -> None:
        if self._is_time("renew", RENEWED_EVERY):
            self._lanes.renew()
        if self._is_time("expire", EXPIRED_EVERY) and (dropped := expire_orders()):
            self._teller.tell([Taken(one, "drop", Decimal(0)) for one in dropped])
        if self._look_asked.is_set() or self._is_time("look", TICK):
            self._look_asked.clear()
            self._next["look"] = time.monotonic() + TICK
            self._offer(accounts_with_work())
        if self._is_time("compare", COMPARED_EVERY):
            self._offer(accounts_to_compare(), compare=True)
        self._lanes.serve_due()

    def _offer(self, waiting: Collection[Waiting], *, compare: bool = False) -> None:
        for one in waiting:
            self._lanes.offer(
                one.account_id, one.holder, free=not one.alive and one.seconds <= 0, compare=compare
            )  # fmt: skip

    def _heard(self, message: str) -> None:
        accounts = accounts_named(message)
        if not accounts or self._lanes.serve_ours(accounts):
            self.wake()

    def _is_time(self, what: str, every: float) -> bool:
        now = time.monotonic()
        if now < self._next.get(what, 0.0):
            return False
        self._next[what] = now + every
        return True
