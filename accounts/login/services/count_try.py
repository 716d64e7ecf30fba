"""Count a try before anything costly is done with it."""

from collections.abc import Iterable

from django.db import connection

from accounts.login.domain.tries import Limit
from accounts.login.errors import TooManyTries

# One statement: of any number that try at once, each gets a number of its own. A window that is over begins anew.
_COUNT = """
insert into login_trycounter as counter (key, tries, until)
values (%s, 1, clock_timestamp() + make_interval(secs => %s))
on conflict (key) do update set
    tries = case when counter.until <= clock_timestamp() then 1 else least(counter.tries, 1000000) + 1 end,
    until = case when counter.until <= clock_timestamp() then excluded.until else counter.until end
returning tries, ceil(extract(epoch from until - clock_timestamp()))::int
"""


def count_try(counters: Iterable[tuple[str, Limit]]) -> list[str]:
    """The keys under which the try was counted; raises TooManyTries at the first that is full.

    Counting commits at once where no transaction is open: who is turned away has been counted, too.
    """
    counted = []
    with connection.cursor() as cursor:
        for key, limit in counters:
            cursor.execute(_COUNT, [key, limit.seconds])
            tries, left = cursor.fetchone()
            if tries > limit.tries:
                raise TooManyTries(max(left, 1))
            counted.append(key)
    return counted


def take_back_try(keys: Iterable[str]) -> None:
    """A try that succeeded is none of those that are counted; the others of its window stay."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update login_trycounter set tries = tries - 1 where key = any(%s) and tries > 0", [sorted(keys)]
        )


def forget_old_tries() -> int:
    """Remove windows that are over; how many."""
    with connection.cursor() as cursor:
        cursor.execute("delete from login_trycounter where until < clock_timestamp() - interval '1 hour'")
        return int(cursor.rowcount)
