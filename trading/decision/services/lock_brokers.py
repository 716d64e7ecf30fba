"""One decision at a time about accounts that share a broker: what they may hold together is one sum."""

from collections.abc import Collection

from fidus.lib.prepared import Question, prepared_cursor

# Locks of their own, which nobody waits for but deciders: whoever watches accounts writes on.
_LOCK = """
select pg_advisory_xact_lock(number) from (
    select distinct hashtextextended('decision|' || broker || '|' || environment, 0) as number
      from trading_brokeraccount where id = any(%s) order by number
) wanted
"""


def lock_brokers(accounts: Collection[int]) -> None:
    """Until the end of the caller's transaction, in one order for all; what is read afterwards is what holds."""
    with prepared_cursor() as cursor:
        cursor.execute(*locking(accounts))


def locking(accounts: Collection[int]) -> Question:
    """The same as a question, to be asked together with others, before them."""
    return _LOCK, [list(accounts)]
