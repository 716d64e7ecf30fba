"""Connections of threads that do not end: Django looks after them between requests, which these do not have."""

import threading
import time

from django.db import close_old_connections

EVERY = 10.0
_looked = threading.local()


def look_after_connections() -> None:
    """`close_old_connections` for the calling thread, every ten seconds at most: after it the next statement asks the
    server first whether it is still there, which would double the work of a thread that is called a hundred times a
    second."""
    now = time.monotonic()
    if now - getattr(_looked, "at", float("-inf")) >= EVERY:
        _looked.at = now
        close_old_connections()
