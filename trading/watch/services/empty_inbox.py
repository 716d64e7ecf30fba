"""The thread of the watch that takes what was pushed, for as long as the process runs."""

from __future__ import annotations

import logging
import threading
import time
from datetime import datetime, timedelta

from django.db import close_old_connections, connections

from fidus.lib import clock
from trading.watch.services.follow_beats import follow_beats
from trading.watch.services.take_inbox import take_inbox

logger = logging.getLogger(__name__)

LOOKED_EVERY, FOLLOWED_EVERY, AFTER_TROUBLE = 0.25, 1.0, 1.0
# What is received becomes seen when it is committed, a little later; heartbeats of another machine may lag behind.
LATE = timedelta(seconds=10)
LONG_AGO = timedelta(days=1)


class InboxTaker(threading.Thread):
    """`went_at`: when it last came round, by the monotonic clock."""

    def __init__(self, stop: threading.Event) -> None:
        super().__init__(name="inbox", daemon=True)
        self._stop_asked, self.went_at = stop, time.monotonic()
        self._since: datetime = clock.now() - LONG_AGO
        self._follow_at = 0.0

    def run(self) -> None:
        while not self._stop_asked.is_set():
            try:
                close_old_connections()
                taken = take_inbox()
                self._follow()
                self.went_at = time.monotonic()
            except Exception:
                # The database is away, or somebody held what we wanted: nothing is lost, and it is tried again.
                logger.exception("The inbox is not emptied")
                connections.close_all()
                self._stop_asked.wait(AFTER_TROUBLE)
            else:
                if not taken:
                    self._stop_asked.wait(LOOKED_EVERY)
        connections.close_all()

    def _follow(self) -> None:
        if time.monotonic() >= self._follow_at:
            began = clock.now()
            follow_beats(since=self._since)
            self._since, self._follow_at = began - LATE, time.monotonic() + FOLLOWED_EVERY
