"""The long-lived process: claims turns, visits accounts in threads, writes what they brought, and what was pushed.

Everything that counts is in the database: it may be killed at any moment, and several may run (docs/adr/0040).
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue

from django.conf import settings
from django.db import Error, close_old_connections, connections

from trading.connections.gates import Reach, obstacles, reach
from trading.watch.domain.pace import Failure
from trading.watch.domain.sighting import Sighting
from trading.watch.domain.visits import Failed, failed_by
from trading.watch.services.ask_prices import PriceAsker
from trading.watch.services.claim_visits import RENEWALS, Claim, claim_visits, give_back, renew_leases
from trading.watch.services.empty_inbox import InboxTaker
from trading.watch.services.enrol_accounts import enrol_accounts
from trading.watch.services.finish_visits import Finished, finish_visits
from trading.watch.services.visit_account import visit_account

logger = logging.getLogger(__name__)

IDLE_TICK, BUSY_TICK = 0.5, 0.05
ENROLLED_EVERY, BEAT_EVERY = 5.0, 5.0
BATCH_SECONDS, BATCH_MOST = 0.25, 200
# So much history is written by whoever read it: the batches of all others go on meanwhile.
MANY_FILLS = 2_000
# A visit that takes longer is given up: its turn is somebody else's.
VISIT_LIMIT = 900.0
STOPS_WITHIN = 10.0
WRITER_STUCK = 60.0


class Watcher:
    """`run` returns when `stop` is set and what was being visited is written."""

    def __init__(
        self,
        *,
        threads: int = 24,
        seconds: float = 10.0,
        beat: Callable[[], None] = lambda: None,
        stop: threading.Event | None = None,
    ) -> None:
        self.stop = stop or threading.Event()
        self._seconds, self._beat, self._most = seconds, beat, threads
        self._work: SimpleQueue[tuple[Claim, Reach] | None] = SimpleQueue()
        self._done: SimpleQueue[Finished | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._visiting: dict[Claim, float] = {}
        self._visited: dict[Claim, float] = {}
        self._awake = threading.Event()
        self._threads = [threading.Thread(target=self._visit, name=f"visit-{n}", daemon=True) for n in range(threads)]
        self._writer = threading.Thread(target=self._write, name="writer", daemon=True)
        self._inbox = InboxTaker(self.stop)
        self._prices = PriceAsker(self.stop)
        self._next: dict[str, float] = {}

    def run(self) -> None:
        for thread in (*self._threads, self._writer, self._inbox, self._prices):
            thread.start()
        more = False
        while not self.stop.is_set():
            try:
                close_old_connections()
                if self._is_time("enrol", ENROLLED_EVERY):
                    enrol_accounts()
                if self._is_time("renew", settings.WATCH_LEASE_SECONDS / RENEWALS):
                    self._renew()
                more = self._claim()
                self._give_sign()
            except Exception:
                # The database is away, or a fault of ours: what is being visited goes on, and this is tried again.
                logger.exception("Turns are not claimed")
                connections.close_all()
                more = False
                self.stop.wait(1.0)
            if more:
                self.stop.wait(BUSY_TICK)
                self._awake.wait(IDLE_TICK)
            else:
                self.stop.wait(IDLE_TICK)
            self._awake.clear()
        self._end()
        connections.close_all()

    def _is_time(self, what: str, every: float) -> bool:
        now = time.monotonic()
        if now < self._next.get(what, 0.0):
            return False
        self._next[what] = now + every
        return True

    def _claim(self) -> bool:
        with self._lock:
            free = self._most - len(self._visiting)
            over = [claim.lease for claim in self._visited]
        claims = claim_visits(most=free, over=over)
        if not claims:
            return False
        reaches, missing = self._ways([claim.account_id for claim in claims])
        now = time.monotonic()
        for claim in claims:
            if claim.account_id in reaches:
                with self._lock:
                    self._visiting[claim] = now
                self._work.put((claim, reaches[claim.account_id]))
            else:
                disconnected = Failed(Failure.NOT_CONNECTED, "none", "It was disconnected.")
                self._hand_over(claim, missing.get(claim.account_id, disconnected))
        return True

    @staticmethod
    def _ways(ids: list[int]) -> tuple[dict[int, Reach], dict[int, Failed]]:
        """How accounts are reached, and why the others are not."""
        try:
            found = reach(ids)
            without = obstacles([pk for pk in ids if pk not in found]) if len(found) < len(ids) else {}
        except Error:
            raise
        except Exception as error:
            logger.exception("How accounts are reached cannot be told")
            return {}, dict.fromkeys(ids, failed_by(error))
        return found, {pk: Failed(Failure.NOT_CONNECTED, why.code, str(why)) for pk, why in without.items()}

    def _visit(self) -> None:
        while (given := self._work.get()) is not None:
            claim, way = given
            close_old_connections()
            result = visit_account(claim, way, seconds=self._seconds)
            if isinstance(result, Sighting) and len(result.fills) > MANY_FILLS:
                self._write_batch([Finished(claim, result)])
                self._forget([claim])
            else:
                self._hand_over(claim, result)
            self._awake.set()
        connections.close_all()

    def _hand_over(self, claim: Claim, result: Sighting | Failed) -> None:
        """It is not visited any more, and still ours until it is written."""
        with self._lock:
            self._visiting.pop(claim, None)
            self._visited[claim] = time.monotonic()
        self._done.put(Finished(claim, result))

    def _forget(self, claims: list[Claim]) -> None:
        with self._lock:
            for claim in claims:
                self._visiting.pop(claim, None)
                self._visited.pop(claim, None)

    def _write(self) -> None:
        going = True
        while going:
            batch, going = self._batch()
            if batch:
                close_old_connections()
                self._write_batch(batch)
                self._forget([finished.claim for finished in batch])
        connections.close_all()

    def _batch(self) -> tuple[list[Finished], bool]:
        first = self._done.get()
        if first is None:
            return [], False
        batch, ends = [first], time.monotonic() + BATCH_SECONDS
        while len(batch) < BATCH_MOST and (left := ends - time.monotonic()) > 0:
            try:
                one = self._done.get(timeout=left)
            except Empty:
                break
            if one is None:
                return batch, False
            batch.append(one)
        return batch, True

    def _write_batch(self, batch: list[Finished]) -> None:
        """Tried again while the turns may still be ours; then they are visited anew, by whoever claims them."""
        for pause in (0.2, 1.0, 3.0, None):
            try:
                finish_visits(batch)
                return
            except Exception:
                logger.exception("%d visits are not written", len(batch))
                connections.close_all()
                if pause is not None:
                    time.sleep(pause)

    def _renew(self) -> None:
        now = time.monotonic()
        with self._lock:
            held = {**self._visiting, **self._visited}
        patient = [claim.lease for claim, began in held.items() if now - began < VISIT_LIMIT]
        lost = set(patient) - renew_leases(patient)
        if lost:
            logger.warning("%d visits were taken over by somebody else", len(lost))

    def _give_sign(self) -> None:
        """Only while what is visited, and what is pushed, is also written."""
        with self._lock:
            oldest = min(*self._visited.values(), self._inbox.went_at, time.monotonic())
        if time.monotonic() - oldest < WRITER_STUCK and self._is_time("beat", BEAT_EVERY):
            try:
                self._beat()
            except Exception as error:  # noqa: BLE001 - the work goes on, whoever cannot hear of it
                logger.warning("No sign of life can be given: %s", type(error).__name__)

    def _end(self) -> None:
        """Visits not begun are given back, those begun are waited for, all of them are written."""
        unbegun: list[Claim] = []
        try:
            while True:
                if (given := self._work.get_nowait()) is not None:
                    unbegun.append(given[0])
        except Empty:
            pass
        self._forget(unbegun)
        try:
            give_back([claim.lease for claim in unbegun])
        except Error:
            logger.exception("Turns are not given back; they come free by themselves")
        for _ in self._threads:
            self._work.put(None)
        ends = time.monotonic() + STOPS_WITHIN
        for thread in self._threads:
            thread.join(max(0.0, ends - time.monotonic()))
        self._done.put(None)
        self._writer.join(STOPS_WITHIN)
        self._inbox.join(STOPS_WITHIN)
        self._prices.join(STOPS_WITHIN)
