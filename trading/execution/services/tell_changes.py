"""Tell pages and the account watch what happened to orders: from a thread of its own, never in anybody's way."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from queue import Empty, Full, Queue

from django.db import close_old_connections, connections

from fidus.lib.live import publish
from trading.connections.registry import look_soon
from trading.orders.services.take_words import Taken

logger = logging.getLogger(__name__)
MOST = 10_000
# A burst of fills of one account is one look.
GATHERED_SECONDS = 0.25


class Teller(threading.Thread):
    """What cannot be told in time is dropped: pages look by themselves, and the watch goes its round."""

    def __init__(self) -> None:
        super().__init__(name="teller", daemon=True)
        self._queue: Queue[Sequence[Taken] | None] = Queue(MOST)
        self.dropped = 0

    def tell(self, taken: Sequence[Taken]) -> None:
        try:
            self._queue.put_nowait(taken)
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
                logger.exception("%d changes of orders are not told", len(batch))
                connections.close_all()
        connections.close_all()

    def _batch(self) -> tuple[list[Taken], bool]:
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

    def _tell(self, batch: Sequence[Taken]) -> None:
        for one in batch:
            row = one.instruction
            news = {"order": row.reference, "state": str(row.state), "filled": f"{max(row.filled, row.told_filled):f}"}
            publish(f"orders:{row.account_id}", news)
            if row.signal_id is not None:
                publish(f"signal:{row.signal_id}", news)
        traded = {one.instruction.account_id for one in batch if one.more > 0}
        if traded:
            look_soon(traded)
