"""Below TWS's 50 messages a second: one window over everything a gateway is told, orders before questions."""

from __future__ import annotations

import asyncio
import heapq
import time
from collections import deque
from enum import IntEnum
from itertools import count


class Urgency(IntEnum):
    ORDER = 0
    LOOKUP = 1
    QUESTION = 2
    HISTORY = 3


class Pace:
    """At most `limit` messages in any second; the last `kept` of them are for orders and what looks them up.

    A window that slides, since TWS counts any second: a bucket that is refilled lets nearly twice as many through. Of
    one loop; who waits and is cancelled has sent nothing.
    """

    SECOND = 1.02  # the wire may push messages together

    def __init__(self, limit: int = 45, kept: int = 10) -> None:
        self._sent: deque[float] = deque()
        self._limit = limit
        self._kept = min(kept, limit - 1)
        self._waiting: list[tuple[Urgency, int, asyncio.Future[None]]] = []
        self._numbers = count()
        self._timer: asyncio.TimerHandle | None = None
        self._not_before = 0.0

    async def turn(self, urgency: Urgency) -> None:
        """Returns when one message may be sent."""
        if not self._waiting and self._may(urgency):
            self._sent.append(time.monotonic())
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (urgency, next(self._numbers), turn))
        self._go_on()
        await turn

    def hold(self, seconds: float) -> None:
        """TWS said that we are too fast: nothing at all for a while."""
        self._not_before = max(self._not_before, time.monotonic() + seconds)

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    def _may(self, urgency: Urgency) -> bool:
        now = time.monotonic()
        while self._sent and now - self._sent[0] >= self.SECOND:
            self._sent.popleft()
        room = self._limit if urgency <= Urgency.LOOKUP else self._limit - self._kept
        return now >= self._not_before and len(self._sent) < room

    def _go_on(self) -> None:
        while self._waiting:
            urgency, _, turn = self._waiting[0]
            if not turn.done():
                if not self._may(urgency):
                    break
                self._sent.append(time.monotonic())
                turn.set_result(None)
            heapq.heappop(self._waiting)
        if self._waiting and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self._pause(), self._later)

    def _later(self) -> None:
        self._timer = None
        self._go_on()

    def _pause(self) -> float:
        now = time.monotonic()
        held = self._not_before - now
        free = self._sent[0] + self.SECOND - now if self._sent else 0.0
        return min(max(held if held > 0 else free, 0.002), self.SECOND)
