"""Takes live news off whoever tells them and carries them to Valkey, in a thread of its own for each process."""

import atexit
import logging
import os
import threading
import time
from collections import deque

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from fidus.lib.live_wire import KEPT, stream_of, topic_of

logger = logging.getLogger(__name__)
# What cannot be carried away waits here, the oldest is dropped first; a batch goes in one round trip.
WAITING, BATCH = 10_000, 500
# A server that does not answer within this is away, and is asked again only after a while.
ANSWERS_WITHIN, ASKED_AGAIN_AFTER = 1.0, 2.0


def connect(url: str, *, seconds: float) -> redis.Redis:
    """A client that gives up after `seconds` and tries nothing twice."""
    return redis.Redis.from_url(
        url,
        socket_timeout=seconds,
        socket_connect_timeout=seconds,
        retry=Retry(NoBackoff(), 0),
        health_check_interval=0,
    )


class Sender:
    """`take` costs the caller a moment whatever the server does; news are told at most once."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._waiting: deque[tuple[str, str]] = deque()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._busy = self._away = False
        self.dropped = 0

    def take(self, channel: str, packed: str) -> None:
        with self._changed:
            if len(self._waiting) == WAITING:
                self._waiting.popleft()
                self.dropped += 1
            self._waiting.append((channel, packed))
            if self._thread is None:
                self._thread = threading.Thread(target=self._carry, name="live news", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def flush(self, seconds: float) -> bool:
        """Whether everything was carried away within `seconds`; a server that is away is not waited for."""
        with self._changed:
            self._changed.wait_for(lambda: self._away or not (self._waiting or self._busy), seconds)
            return not (self._waiting or self._busy or self._away)

    def _carry(self) -> None:
        client = connect(self._url, seconds=ANSWERS_WITHIN)
        while True:
            batch = self._next_batch()
            try:
                _write(client, batch)
            except Exception as error:  # noqa: BLE001 - whatever goes wrong here must not end the thread
                self._finish(away=True)
                self.dropped += len(batch)
                logger.warning("Live news cannot be told (%s); pages look by themselves", type(error).__name__)
                time.sleep(ASKED_AGAIN_AFTER)
            else:
                self._finish(away=False)

    def _next_batch(self) -> list[tuple[str, str]]:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting)
            self._busy = True
            return [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]

    def _finish(self, *, away: bool) -> None:
        with self._changed:
            self._busy, self._away = False, away
            self._changed.notify_all()


def _write(client: redis.Redis, batch: list[tuple[str, str]]) -> None:
    pipeline = client.pipeline(transaction=False)
    for channel, packed in batch:
        pipeline.xadd(stream_of(topic_of(channel)), {"c": channel, "d": packed}, maxlen=KEPT, approximate=True)
    pipeline.execute()


_senders: dict[str, Sender] = {}


def sender(url: str) -> Sender:
    """This process's own."""
    found = _senders.get(url)
    if found is None:
        found = _senders.setdefault(url, Sender(url))
    return found


def flush_all(seconds: float) -> bool:
    until = time.monotonic() + seconds
    flushed = [one.flush(max(0.0, until - time.monotonic())) for one in list(_senders.values())]
    return all(flushed)


# Threads do not survive a fork: a child begins with none, and with nothing of its parent's to tell.
os.register_at_fork(after_in_child=_senders.clear)
# A command that ends tells its last news, but waits for nobody who is away.
atexit.register(flush_all, 0.5)
