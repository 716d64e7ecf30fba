"""Work off what is due in several threads, each with a connection of its own to the database."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection


def work_off(do_next: Callable[[], bool], *, threads: int, seconds: float, name: str) -> int:
    """How often `do_next` did something, called until it says that nothing is left; after `seconds` none is begun."""
    until = time.monotonic() + seconds

    def work(_: int) -> int:
        done = 0
        try:
            while time.monotonic() < until and do_next():
                done += 1
        finally:
            connection.close()
        return done

    with ThreadPoolExecutor(threads, name) as pool:
        return sum(pool.map(work, range(threads)))
