"""Have signals decided as they come: woken by a notice, and looking by the clock as well."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence

from django.db import connections, transaction

from fidus.lib.lasting import look_after_connections
from fidus.lib.prepared import ask_together
from trading.decision.services.decide_signals import Decided, decide_signals

logger = logging.getLogger(__name__)
AT_ONCE, LOOKS_EVERY = 200, 1.0
# A round costs as much as several signals in it: while they keep coming, those of a moment are decided together.
ROUND_EVERY = 0.015
# One that cannot be decided is tried again after so long; the others go on.
SPARED_SECONDS = 30.0
_WAITING = """
select id from signals_signal where state = 'received' and not id = any(%s::bigint[])
 order by id limit %s for no key update skip locked
"""


class Decider(threading.Thread):
    """Whoever sends is woken by the commit of the orders themselves; `went` is called whenever a step came to its end,
    be it a bad one, and `tell` with what was decided, after its commit: neither may wait."""

    def __init__(
        self,
        wake: threading.Event,
        stop: threading.Event,
        *,
        went: Callable[[], None] = lambda: None,
        tell: Callable[[Sequence[Decided]], None] = lambda decided: None,
    ) -> None:
        super().__init__(name="decider", daemon=True)
        self._wake, self._stop_asked, self._went, self._tell = wake, stop, went, tell
        self._spared: dict[int, float] = {}

    def run(self) -> None:
        began = float("-inf")
        while not self._stop_asked.is_set():
            self._wake.wait(LOOKS_EVERY)
            self._stop_asked.wait(max(0.0, began + ROUND_EVERY - time.monotonic()))
            self._wake.clear()
            began = time.monotonic()
            try:
                look_after_connections()
                while not self._stop_asked.is_set() and self.decide() >= AT_ONCE:
                    self._went()
            except Exception:
                logger.exception("Signals are not decided")
                connections.close_all()
                self._stop_asked.wait(1.0)
            self._went()
        connections.close_all()

    def decide(self) -> int:
        """How many were looked at."""
        found: list[int] = []
        try:
            with transaction.atomic():
                found = self._waiting()
                decided = decide_signals(found) if found else []
            self._tell(decided)
        except Exception:
            if not found:
                raise
            logger.exception("%d signals are decided one by one", len(found))
            self._one_by_one(found)
        return len(found)

    def _one_by_one(self, found: Sequence[int]) -> None:
        for pk in found:
            try:
                self._tell(decide_signals([pk]))
            except Exception:
                logger.exception("Signal %d is not decided", pk)
                self._spared[pk] = time.monotonic() + SPARED_SECONDS
            self._went()

    def _waiting(self) -> list[int]:
        """Nobody else decides these as long as the transaction lasts."""
        now = time.monotonic()
        self._spared = {pk: until for pk, until in self._spared.items() if until > now}
        # The one question goes together with the transaction's beginning.
        (rows,) = ask_together((_WAITING, [list(self._spared), AT_ONCE]))
        return [pk for (pk,) in rows]
