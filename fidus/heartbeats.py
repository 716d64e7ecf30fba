"""Signs of life of the worker and the scheduler: instants in the cache, written by themselves.

The scheduler's is written when it really sends something, the worker's by its main loop (which goes on while every
process of its pool is busy), and a third when a task went the whole way from the scheduler through the queue.
"""

import time
from typing import Any

from celery import signals
from django.core.cache import cache

KEEP_FOR = 3600  # seconds
EVERY = 10.0  # seconds between two heartbeat tasks
TASK = "fidus.tasks.heartbeat"

_last_beat_of_worker = 0.0


def beat(name: str) -> None:
    """Write down that `name` lives now."""
    cache.set(f"heartbeat:{name}", time.time(), KEEP_FOR)


def ages(*names: str) -> dict[str, float | None]:
    """Seconds since each last lived, None for never; one question to the cache."""
    now = time.time()
    found = cache.get_many([f"heartbeat:{name}" for name in names])
    return {name: max(0.0, now - at) if (at := found.get(f"heartbeat:{name}")) else None for name in names}


@signals.worker_ready.connect
def _worker_is_ready(**kwargs: Any) -> None:
    beat("worker")


@signals.heartbeat_sent.connect
def _worker_loops(**kwargs: Any) -> None:
    global _last_beat_of_worker
    # The signal comes every two seconds; one write in five is enough.
    if time.monotonic() - _last_beat_of_worker >= 5:
        _last_beat_of_worker = time.monotonic()
        beat("worker")


@signals.beat_init.connect
def _scheduler_starts(**kwargs: Any) -> None:
    beat("beat")


@signals.after_task_publish.connect(sender=TASK)
def _scheduler_sent(**kwargs: Any) -> None:
    beat("beat")
