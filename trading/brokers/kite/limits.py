"""Kite's limits, counted on our side: no more than so many calls in any window, for all adapters of one account here.

Counted in this process; what other processes of ours or the account's owner send, Kite counts, and answers 429.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from threading import Lock

from trading.brokers.base import Throttled

Clock = Callable[[], float]
INDIA = 5.5 * 3600  # seconds ahead of UTC; Kite's day begins there
DAY = 86_400
_ACCOUNTS_HELD = 10_000


@dataclass(frozen=True)
class Limit:
    most: int
    seconds: float


class Kind(Enum):
    """What is counted together; the first number of calls is per second."""

    ORDER = (Limit(10, 1), Limit(400, 60))
    QUOTE = (Limit(1, 1),)
    HISTORY = (Limit(3, 1),)
    OTHER = (Limit(10, 1),)


ORDERS_A_DAY = 5_000


class Window:
    """At most `limit.most` in any `limit.seconds`, never a burst across a boundary."""

    def __init__(self, limit: Limit) -> None:
        self._seconds = limit.seconds
        self._taken: deque[float] = deque(maxlen=limit.most)

    def wait(self, now: float) -> float:
        if len(self._taken) < (self._taken.maxlen or 0):
            return 0.0
        return max(0.0, self._taken[0] + self._seconds - now)

    def take(self, now: float) -> None:
        self._taken.append(now)


class Limits:
    """One account's counters; any thread may use them."""

    def __init__(
        self, *, now: Clock = time.monotonic, sleep: Callable[[float], None] = time.sleep, wall: Clock = time.time
    ) -> None:
        self._now, self._sleep, self._wall = now, sleep, wall
        self._lock = Lock()
        self._windows = {kind: [Window(limit) for limit in kind.value] for kind in Kind}
        self._day, self._orders = 0, 0

    def take(self, kind: Kind, seconds: float) -> None:
        """Wait for a turn at most `seconds`; raises Throttled at once if it would take longer."""
        ends = self._now() + seconds
        while True:
            with self._lock:
                now = self._now()
                wait = max(self._until_tomorrow(kind), *(window.wait(now) for window in self._windows[kind]))
                if wait <= 0:
                    self._count(kind, self._windows[kind], now)
                    return
            if now + wait > ends:
                raise Throttled(f"the account's limit of calls ({kind.name.lower()})", code="limit", seconds=wait)
            self._sleep(wait)

    def _count(self, kind: Kind, windows: Sequence[Window], now: float) -> None:
        for window in windows:
            window.take(now)
        if kind is Kind.ORDER:
            self._orders += 1

    def _until_tomorrow(self, kind: Kind) -> float:
        if kind is not Kind.ORDER:
            return 0.0
        day, gone = divmod(self._wall() + INDIA, DAY)
        if day != self._day:
            self._day, self._orders = int(day), 0
        return DAY - gone if self._orders >= ORDERS_A_DAY else 0.0


_held: dict[tuple[str, str], Limits] = {}
_holding = Lock()


def of(root: str, login: str) -> Limits:
    """The counters of the account, the same for whoever asks in this process."""
    with _holding:
        if (root, login) not in _held and len(_held) >= _ACCOUNTS_HELD:
            _held.pop(next(iter(_held)))
        return _held.setdefault((root, login), Limits())
