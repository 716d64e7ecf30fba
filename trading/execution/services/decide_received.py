"""Have signals decided as they come: woken by a notice, and looking by the clock as well."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import timedelta

from django.db import connections, transaction

from fidus.lib import clock
from fidus.lib.lasting import look_after_connections
from fidus.lib.prepared import ask_together
from trading.decision.services.decide_signals import Decided, decide_signals
from trading.orders.gates import KEEPS_SEVERAL

logger = logging.getLogger(__name__)
AT_ONCE, LOOKS_EVERY = 200, 1.0
# A round costs as much as several signals in it: while they keep coming, those of a moment are decided together.
ROUND_EVERY = 0.02
# One that cannot be decided is tried again after so long; the others go on.
SPARED_SECONDS = 30.0
# Where each position is closed by its number, that comes with the fills, somewhat after the broker has called an entry
# filled. So long what closes waits, and after it all of its strategy: it would close too little, or nothing.
NUMBERS_WITHIN, LOOKS_FOR_NUMBERS_EVERY = timedelta(seconds=5), 0.1
# One that is good for no longer than this is decided at once, and so is all if the numbers are overdue.
_GOOD_FOR, _OVERDUE = timedelta(seconds=2), timedelta(seconds=30)
_WAITING = """
with nameless as materialized (
    select i.strategy_id, i.our_symbol
      from orders_instruction i join trading_brokeraccount a on a.id = i.account_id and a.margin_mode = 'hedge'
       and a.platform = any(%(several)s::text[])
     where (i.told_filled > i.filled or (i.state = 'filled' and i.filled < i.volume)) and i.purpose = 'open'
       and (i.done_at is null or i.done_at > %(now)s::timestamptz - %(overdue)s::interval)
), patient as materialized (
    select s.strategy_id, min(s.id) as id
      from nameless n
      join signals_signal s on s.strategy_id = n.strategy_id and s.state = 'received'
       and s.kind in ('exit', 'flip', 'scale out')
       and s.received_at > %(now)s::timestamptz - %(within)s::interval
       and s.valid_until > %(now)s::timestamptz + %(good)s::interval
     where exists (select from signals_leg l where l.signal_id = s.id
              and (l.symbol in (n.our_symbol, split_part(n.our_symbol, ':', 2)) or l.asset in ('future', 'option')))
     group by s.strategy_id
)
select s.id, exists (select from patient p where p.strategy_id = s.strategy_id and p.id <= s.id) as waits
  from signals_signal s where s.state = 'received' and not s.id = any(%(spared)s::bigint[])
 order by waits, s.id limit %(most)s for no key update of s skip locked
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
        self._some_wait = False

    def run(self) -> None:
        began = float("-inf")
        while not self._stop_asked.is_set():
            self._wake.wait(LOOKS_FOR_NUMBERS_EVERY if self._some_wait else LOOKS_EVERY)
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
        """How many were decided, or could not be."""
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
        given = {
            "now": clock.now(), "overdue": _OVERDUE, "within": NUMBERS_WITHIN, "good": _GOOD_FOR,
            "several": list(KEEPS_SEVERAL), "spared": list(self._spared), "most": AT_ONCE,
        }  # fmt: skip
        # The one question goes together with the transaction's beginning.
        (found,) = ask_together((_WAITING, given))
        self._some_wait = any(waits for _, waits in found)
        return [pk for pk, waits in found if not waits]
