"""Waiting in trials for what others do: until it is so, not for as long as it usually takes."""

from collections.abc import Callable

from django.db import connection

from fidus.stack import processes

# Of this database alone: other trials run beside this one on the same server. Not from pg_stat_activity, which
# stays as it was at first sight until the asking transaction ends.
_WAITING = """
select exists (select from pg_locks waiting
               where not granted
                 and exists (select from pg_locks mine
                             where mine.pid = waiting.pid
                               and mine.database = (select oid from pg_database where datname = current_database())))
"""


def wait_until(condition: Callable[[], object], *, seconds: float = 60) -> None:
    """AssertionError if it did not become true; the limit is for what never comes, not for what comes slowly."""
    assert processes.wait_until(lambda: bool(condition()), within=seconds, every=0.02), "it never came"


def until_somebody_waits() -> None:
    """Until a session of this database waits for another one's lock."""
    wait_until(_somebody_waits)


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        return cursor.fetchone()[0]
