"""How long a lane waits before it tries its broker again, and where that is told."""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from uuid import UUID

from fidus.lib import clock
from trading.execution.models import Lane
from trading.execution.services.send_orders import Pausing

logger = logging.getLogger(__name__)
BACK_OFF = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
LONGEST = 300.0


class Patience:
    """One lane's. Limits of a broker are no failures: they are waited for, and not told."""

    def __init__(self, account: int, holder: UUID) -> None:
        self._account, self._holder = account, holder
        self._failures, self._said, self._until = 0, "", 0.0

    @property
    def left(self) -> float:
        """Seconds that are still to be waited."""
        return self._until - time.monotonic()

    def next_pause(self) -> float:
        """One more failure in a row."""
        self._failures += 1
        return BACK_OFF[min(self._failures, len(BACK_OFF)) - 1]

    def pause(self, pausing: Pausing) -> float:
        seconds = min(pausing.seconds, LONGEST) if pausing.is_limit else max(pausing.seconds, self.next_pause())
        self._until = time.monotonic() + seconds
        if not pausing.is_limit:
            self._say(pausing.words, seconds)
        return seconds

    def well(self) -> None:
        self._failures = 0
        if self._said:
            self._say("", 0.0)

    def _say(self, words: str, seconds: float) -> None:
        until = clock.now() + timedelta(seconds=seconds) if words else None
        mine = Lane.objects.filter(pk=self._account, holder=self._holder)
        mine.update(words=words[:500], wait_until=until, failures=self._failures)
        if words and words != self._said:
            logger.warning("Account %s: nothing is sent for now: %s", self._account, words)
        self._said = words
