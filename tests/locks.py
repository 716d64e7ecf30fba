"""Trials of two at once: go on only when the second really waits for the first."""

import time

from django.db import connection

# Of this database alone: other trials run beside this one on the same server. Not from pg_stat_activity, which
# stays as it was at first sight until the asking transaction ends.
_WAITING = """
select exists (select from pg_locks waiting
               where not granted
                 and exists (select from pg_locks mine
                             where mine.pid = waiting.pid
                               and mine.database = (select oid from pg_database where datname = current_database())))
"""


def until_somebody_waits(seconds: float = 30) -> None:
    """Until a session waits for another one's lock; AssertionError if none does."""
    over = time.monotonic() + seconds
    while time.monotonic() < over:
        with connection.cursor() as cursor:
            cursor.execute(_WAITING)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise AssertionError("nobody waits for a lock")
