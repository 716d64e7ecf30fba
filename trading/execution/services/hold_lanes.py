"""Lanes: one sender for each account, by leases; what was lost to somebody else is refused to be written."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from fidus.lib.prepared import prepared_cursor
from trading.execution.errors import LaneLost

# After a death somebody else takes over this long after the newest renewal, at most.
LEASE, RENEWED_EVERY = 8.0, 2.0

# Whoever stands still in the middle of writing has its lane locked: nobody waits for that, or one account would hold
# up all others.
_TAKE = """
with made as (
    insert into execution_lane as l (account_id, holder, leased_until, taken_at, failures, words)
    select a, gen_random_uuid(), clock_timestamp() + %(lease)s * interval '1 second', clock_timestamp(), 0, ''
      from unnest(%(accounts)s::bigint[]) as t(a)
     where not exists (select 1 from execution_lane where account_id = a) order by a
        on conflict do nothing
    returning account_id, holder
), free as (
    select account_id from execution_lane
     where account_id = any(%(accounts)s::bigint[]) and (holder is null or leased_until <= clock_timestamp())
     order by account_id for no key update skip locked
), taken as (
    update execution_lane l
       set holder = gen_random_uuid(), leased_until = clock_timestamp() + %(lease)s * interval '1 second',
           taken_at = clock_timestamp()
      from free where l.account_id = free.account_id
    returning l.account_id, l.holder
)
select account_id, holder from made union all select account_id, holder from taken
"""
_RENEW = """
with ours as (
    select account_id from execution_lane where holder = any(%(holders)s::uuid[])
     order by account_id for no key update skip locked
)
update execution_lane l set leased_until = clock_timestamp() + %(lease)s * interval '1 second'
  from ours where l.account_id = ours.account_id
returning l.holder
"""
_HELD = "select holder from execution_lane where holder = any(%s::uuid[])"
# Of lanes that are being written just then; the longer pauses are for a burst.
_RENEWED_AFTER = (0.0, 0.01, 0.03, 0.1)
_GIVE_BACK = "update execution_lane set holder = null, leased_until = null where holder = any(%s::uuid[])"
# Whose lease has run out still has the lane until another takes it: then the token is another.
_FENCE = """
select 1 from execution_lane where account_id = %s and holder = %s for share
"""


def take_lanes(accounts: Iterable[int], *, lease: float = LEASE) -> dict[int, UUID]:
    """Those of the accounts that nobody sends for now are ours; each with the token that every write demands."""
    wanted = sorted(set(accounts))
    if not wanted:
        return {}
    with prepared_cursor() as cursor:
        cursor.execute(_TAKE, {"accounts": wanted, "lease": lease})
        return dict(cursor.fetchall())


def renew_lanes(holders: Collection[UUID], *, lease: float = LEASE) -> set[UUID]:
    """The tokens that still hold; one whose lane is locked keeps the lease that it has."""
    left = set(holders)
    with prepared_cursor() as cursor:
        for pause in _RENEWED_AFTER:
            if left:
                time.sleep(pause)
                cursor.execute(_RENEW, {"holders": list(left), "lease": lease})
                left -= {holder for (holder,) in cursor.fetchall()}
        if not left:
            return set(holders)
        cursor.execute(_HELD, [list(holders)])
        return {holder for (holder,) in cursor.fetchall()}


def give_back_lanes(holders: Collection[UUID]) -> None:
    if holders:
        with prepared_cursor() as cursor:
            cursor.execute(_GIVE_BACK, [list(holders)])


@dataclass(frozen=True, slots=True)
class LaneFence:
    """To be called first in each transaction of the lane: raises LaneLost if it is another's.

    The lane's row stays locked until the transaction ends, so that nobody takes it over in the middle.
    """

    account: int
    holder: UUID
    statement: ClassVar[str] = _FENCE

    @property
    def values(self) -> list[Any]:
        return [self.account, self.holder]

    def __call__(self) -> None:
        with prepared_cursor() as cursor:
            cursor.execute(self.statement, self.values)
            if cursor.fetchone() is None:
                raise self.broken()

    def broken(self) -> LaneLost:
        return LaneLost(f"the lane of account {self.account} is not ours any more")
