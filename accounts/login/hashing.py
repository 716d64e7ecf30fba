"""How many passwords are hashed at one time: each costs a fifth of a second of a whole processor."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from django.conf import settings

from accounts.login.errors import TooManyTries

_WAIT_SECONDS = 10
_places = BoundedSemaphore(settings.HASHES_AT_ONCE)


@contextmanager
def a_place_to_hash() -> Iterator[None]:
    """Waits for one of the process's places; raises TooManyTries where the queue is too long."""
    if not _places.acquire(timeout=_WAIT_SECONDS):
        raise TooManyTries(_WAIT_SECONDS)
    try:
        yield
    finally:
        _places.release()
