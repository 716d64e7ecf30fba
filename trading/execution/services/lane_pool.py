"""Lanes that are ours, served by a bounded pool of threads: each by one at a time, and again if somebody asked."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection, Sequence
from queue import Empty, SimpleQueue
from uuid import UUID

from django.db import connections

from fidus.lib.lasting import look_after_connections
from trading.execution.errors import LaneLost
from trading.execution.services.hold_lanes import give_back_lanes, renew_lanes, take_lanes
from trading.execution.services.serve_lane import LaneAtWork
from trading.orders.services.take_words import Taken

logger = logging.getLogger(__name__)
# A lane without work keeps its broker's line for so long.
IDLE_SECONDS = 60.0
# A call that takes so many times its limit, and some, never ends: its lane is left to others.
STUCK_TIMES, STUCK_MORE = 3.0, 5.0


class _Held:
    def __init__(self, lane: LaneAtWork) -> None:
        self.lane = lane
        self.busy = self.again = self.compare = self.look = False
        self.due: float | None = None
        self.used_at = time.monotonic()


class LanePool:
    """`wake` is called when a lane wants to be served later: `until_due` tells when, `serve_due` does it."""

    def __init__(
        self,
        *,
        threads: int,
        seconds: float,
        tell: Callable[[Sequence[Taken]], None],
        stops: Callable[[], bool],
        wake: Callable[[], None],
    ) -> None:
        self._most, self._seconds = threads, seconds
        self._tell, self._stops, self._wake = tell, stops, wake
        self._lock = threading.Lock()
        self._held: dict[int, _Held] = {}
        self._work: SimpleQueue[_Held | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._idle = 0

    # ---- asking for service

    def serve_ours(self, accounts: Collection[int]) -> list[int]:
        """Those that are not ours come back."""
        with self._lock:
            ours = {account: self._held[account] for account in accounts if account in self._held}
        for held in ours.values():
            self._serve(held)
        return [account for account in accounts if account not in ours]

    def offer(self, account: int, holder: UUID | None, *, free: bool, compare: bool = False) -> None:
        """It has something to do, and whoever holds it by the table is `holder`; if `free`, it may be taken."""
        with self._lock:
            held = self._held.get(account)
        if held is not None and held.lane.holder == holder:
            self._serve(held, compare=compare)
        elif free:
            for taken, token in take_lanes([account]).items():
                self._serve(self._hold(taken, token), compare=compare)

    def serve_due(self) -> None:
        now = time.monotonic()
        with self._lock:
            due = [held for held in self._held.values() if held.due is not None and held.due <= now]
        for held in due:
            self._serve(held, look=False)

    def until_due(self, most: float) -> float:
        now = time.monotonic()
        with self._lock:
            due = [held.due - now for held in self._held.values() if held.due is not None and not held.busy]
        return max(0.0, min([most, *due]))

    def _hold(self, account: int, holder: UUID) -> _Held:
        held = _Held(LaneAtWork(account, holder, tell=self._tell, stops=self._stops, seconds=self._seconds))
        with self._lock:
            self._held[account] = held
        return held

    def _serve(self, held: _Held, *, compare: bool = False, look: bool = True) -> None:
        with self._lock:
            held.compare, held.look = held.compare or compare, held.look or look
            held.due, held.used_at = None, time.monotonic()
            if held.busy:
                held.again = True
                return
            held.busy = True
            if self._idle > 0 or len(self._threads) >= self._most:
                self._idle -= 1
            else:
                thread = threading.Thread(target=self._run_thread, name=f"lane-{len(self._threads)}", daemon=True)
                self._threads.append(thread)
                thread.start()
        self._work.put(held)

    # ---- serving

    def _run_thread(self) -> None:
        while (held := self._work.get()) is not None:
            look_after_connections()
            self._serve_now(held)
            with self._lock:
                self._idle += 1
        connections.close_all()

    def _serve_now(self, held: _Held) -> None:
        while True:
            with self._lock:
                compare, look = held.compare, held.look
                held.again = held.compare = held.look = False
            try:
                wait = held.lane.serve(compare=compare, look=look)
            except LaneLost as lost:
                logger.warning("%s", lost)
                self._drop(held)
                return
            except Exception:
                logger.exception("The lane of account %s failed", held.lane.account)
                connections.close_all()
                wait = 2.0
            with self._lock:
                held.due = None if wait is None else time.monotonic() + wait
                held.used_at = time.monotonic()
                if not held.again or self._stops() or (wait or 0) > 0:
                    held.busy = False
                    break
        if wait is not None:
            self._wake()

    def _drop(self, held: _Held) -> None:
        with self._lock:
            if self._held.get(held.lane.account) is held:
                del self._held[held.lane.account]
        held.lane.close()

    # ---- leases

    def renew(self) -> None:
        """Ours for longer; those without work, and those whose calls do not end, are given up."""
        now = time.monotonic()
        with self._lock:
            idle = [one for one in self._held.values() if not one.busy and one.due is None and
                    now - one.used_at > IDLE_SECONDS]  # fmt: skip
            for one in idle:
                del self._held[one.lane.account]
            ours = list(self._held.values())
        for one in idle:
            one.lane.close()
        give_back_lanes([one.lane.holder for one in idle])
        stuck = [one for one in ours if self._is_stuck(one, now)]
        for one in stuck:
            logger.error("A call to the broker of account %s does not end; its lane is left", one.lane.account)
            with self._lock:
                self._held.pop(one.lane.account, None)
                self._most += 1  # its thread is lost
        holders = {one.lane.holder: one for one in ours if one not in stuck}
        for holder in holders.keys() - renew_lanes(list(holders)):
            self._drop(holders[holder])

    def _is_stuck(self, held: _Held, now: float) -> bool:
        since = held.lane.calling_since
        return since is not None and now - since > STUCK_TIMES * self._seconds + STUCK_MORE

    def end(self, within: float) -> None:
        """Calls under way are ended and written; then the lanes are anybody's."""
        try:
            while True:
                self._work.get_nowait()
        except Empty:
            pass
        for _ in self._threads:
            self._work.put(None)
        ends = time.monotonic() + within
        for thread in self._threads:
            thread.join(max(0.0, ends - time.monotonic()))
        with self._lock:
            done = [held for held in self._held.values() if held.lane.calling_since is None]
        for held in done:
            held.lane.close()
        try:
            give_back_lanes([held.lane.holder for held in done])
        except Exception:
            logger.exception("Lanes are not given back; they come free by themselves")
