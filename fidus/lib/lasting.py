"""What processes and threads that do not end look after: their connections to the database, and their memory."""

import gc
import threading
import time

from django.db import close_old_connections

EVERY = 10.0
_looked = threading.local()


def look_after_connections() -> None:
    """`close_old_connections` for the calling thread, every ten seconds at most. Django does so between requests, which
    these threads do not have; after it the next statement asks the server first whether it is still there, which would
    double the work of a thread that is called a hundred times a second.
    """
    now = time.monotonic()
    if now - getattr(_looked, "at", float("-inf")) >= EVERY:
        _looked.at = now
        close_old_connections()


def keep_what_is_loaded() -> None:
    """Modules, models and addresses live as long as the process: the garbage collector looks through them no more.

    A look through all of them, some 300,000 objects, makes every thread stand still for 0.1 to 0.2 s, at any moment.
    """
    gc.collect()
    gc.freeze()
