"""Waiting in trials for what others do: until it is so, not for as long as it usually takes."""

from collections.abc import Callable
from datetime import datetime

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
_OTHERS = """select exists (select from pg_stat_activity where datname = current_database()
                                 and backend_type = 'client backend' and pid <> pg_backend_pid()"""


def wait_until(condition: Callable[[], object], *, seconds: float = 60) -> None:
    """AssertionError if it did not become true; the limit is for what never comes, not for what comes slowly."""
    assert processes.wait_until(lambda: bool(condition()), within=seconds, every=0.02), "it never came"


def until_somebody_waits() -> None:
    """Until a session of this database waits for another one's lock."""
    wait_until(lambda: _is_so(_WAITING))


def nobody_is_at_work() -> bool:
    """Whether all other sessions of this database rest, outside of transactions; not to be asked within one."""
    return not _is_so(f"{_OTHERS} and state <> 'idle')")


def nobody_else_is_connected() -> bool:
    """Whether this is the database's only session; not to be asked within a transaction."""
    return not _is_so(f"{_OTHERS})")


def databases_clock() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
    return found


def _is_so(question: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return bool(cursor.fetchone()[0])
