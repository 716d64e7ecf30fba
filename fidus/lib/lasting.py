"""What processes and threads that do not end look after: their connections to the database, and their memory."""

import gc
import signal
import threading
import time

from django.conf import settings
from django.db import close_old_connections, connections

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


def set_for_connections(**parameters: str | int) -> None:
    """Parameters of the server for every connection that any thread of this process opens from now on."""
    given = connections.settings["default"].setdefault("OPTIONS", {})
    ours = " ".join(f"-c {name}={value}" for name, value in parameters.items())
    given["options"] = f"{given.get('options', '')} {ours}".strip()


def end_standstill_after(seconds: int) -> None:
    """The database ends transactions of this process in which nothing was asked for so long, and their locks with them:
    if its machine is frozen, or gone without a word, everybody else would wait for as long. 0: it never does.
    """
    set_for_connections(idle_in_transaction_session_timeout=seconds * 1000)


def last_until_told() -> threading.Event:
    """For a command that runs until it is told to end, which the event is set at. Its transactions have the limit of a
    job's."""
    end_standstill_after(settings.WORKER_STANDSTILL_SECONDS)
    connections.close_all()  # those that are open have none
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def keep_what_is_loaded() -> None:
    """Modules, models and addresses live as long as the process: the garbage collector looks through them no more.

    A look through all of them, some 300,000 objects, makes every thread stand still for 0.1 to 0.2 s, at any moment.
    """
    gc.collect()
    gc.freeze()
