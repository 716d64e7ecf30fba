"""A broker's limits on calls, counted exactly: no more than so many in any window of so many seconds, never a burst
across a border."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable


class Window:
    """At most `most` in any `seconds`; instants are of one clock, in seconds."""

    def __init__(self, most: int, seconds: float, taken: Iterable[float] = ()) -> None:
        self.most, self.seconds = most, seconds
        self._taken: deque[float] = deque(sorted(taken)[-most:], maxlen=most)

    def room(self, now: float) -> int:
        """How many may go now."""
        while self._taken and self._taken[0] + self.seconds <= now:
            self._taken.popleft()
        return self.most - len(self._taken)

    def wait(self, now: float) -> float:
        """Seconds until one more may go."""
        return 0.0 if self.room(now) else max(0.0, self._taken[0] + self.seconds - now)

    def take(self, now: float) -> None:
        self._taken.append(now)


class Throttle:
    """Several windows at once, over everything that changes something at one broker's account."""

    def __init__(self, windows: Iterable[Window] = ()) -> None:
        self._windows = list(windows)

    @property
    def longest(self) -> float:
        return max((window.seconds for window in self._windows), default=0.0)

    def room(self, now: float) -> int:
        return min((window.room(now) for window in self._windows), default=1_000_000)

    def wait(self, now: float) -> float:
        return max((window.wait(now) for window in self._windows), default=0.0)

    def take(self, now: float) -> None:
        for window in self._windows:
            window.take(now)
