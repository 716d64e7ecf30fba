"""Tell pages and the account watch what became of signals and orders: from a thread of its own, never in anybody's way,
and without a question more where it happens."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from queue import Empty, Full, Queue

from django.db import close_old_connections, connections

from fidus.lib.live import publish
from trading.connections.registry import look_soon
from trading.decision.services.decide_signals import Decided
from trading.orders.domain.instruction_states import InstructionState
from trading.orders.live import tell
from trading.orders.services.take_words import Taken
from trading.signals.domain.signal_states import SignalState

Told = Taken | Decided
logger = logging.getLogger(__name__)
MOST = 10_000
# A burst of fills of one account is one look.
GATHERED_SECONDS = 0.25


class Teller(threading.Thread):
    """What cannot be told in time is dropped: pages look by themselves, and the watch goes its round."""

    def __init__(self) -> None:
        super().__init__(name="teller", daemon=True)
        self._queue: Queue[Sequence[Told] | None] = Queue(MOST)
        self.dropped = 0

    def tell(self, told: Sequence[Told]) -> None:
        """What is committed already."""
        try:
            self._queue.put_nowait(told)
        except Full:
            self.dropped += 1

    def end(self) -> None:
        try:
            self._queue.put_nowait(None)
        except Full:
            return
        self.join(2.0)

    def run(self) -> None:
        going = True
        while going:
            batch, going = self._batch()
            try:
                close_old_connections()
                self._tell(batch)
            except Exception:  # nobody waits for it, and the orders are where they should be
                logger.exception("%d changes of signals and orders are not told", len(batch))
                connections.close_all()
        connections.close_all()

    def _batch(self) -> tuple[list[Told], bool]:
        first = self._queue.get()
        if first is None:
            return [], False
        batch, ends = list(first), time.monotonic() + GATHERED_SECONDS
        while (left := ends - time.monotonic()) > 0 and len(batch) < MOST:
            try:
                more = self._queue.get(timeout=left)
            except Empty:
                break
            if more is None:
                return batch, False
            batch += more
        return batch, True

    def _tell(self, batch: Sequence[Told]) -> None:
        for one in batch:
            if isinstance(one, Decided):
                publish(f"signal:{one.signal_id}", {"state": SignalState.DECIDED.value})
                # Nobody sends these on before a person has seen them.
                tell(order for order in one.instructions if order.state == InstructionState.HELD)
        taken = [one for one in batch if isinstance(one, Taken)]
        tell(one.instruction for one in taken)
        traded = {one.instruction.account_id for one in taken if one.more > 0}
        if traded:
            look_soon(traded)
