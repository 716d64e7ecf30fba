"""One open page: what it listens to and what waits for it. Only the loop's own thread touches it."""

import asyncio
from collections import deque

from fidus.lib.live_wire import Missed, News, hears, topic_of

# Whoever lets more than this wait does not read; they come back and are told what they missed.
MOST_WAITING = 1_000


class Reader:
    """Takes what is offered until it is too much; `places` is where it stands in each topic once all is sent."""

    def __init__(self, channels: frozenset[str]) -> None:
        self.channels = channels
        self.topics = sorted({topic_of(channel) for channel in channels})
        self.places: dict[str, str] = {}
        self.too_slow = False
        self._waiting: deque[News | Missed] = deque()
        self._woken = asyncio.Event()

    def offer(self, one: News | Missed) -> None:
        if isinstance(one, News) and not hears(self.channels, one.channel):
            return
        if len(self._waiting) >= MOST_WAITING:
            self.too_slow = True
        else:
            self._waiting.append(one)
        self._woken.set()

    async def wait(self, seconds: float) -> list[News | Missed]:
        """All that has come, as soon as there is something; empty after `seconds` without."""
        try:
            await asyncio.wait_for(self._woken.wait(), seconds)
        except TimeoutError:
            return []
        self._woken.clear()
        taken = list(self._waiting)
        self._waiting.clear()
        return taken

    @property
    def has_all(self) -> bool:
        return not self._waiting

    def wake(self) -> None:
        self._woken.set()
