"""Which accounts have something to be done at their brokers now."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from fidus.lib.prepared import prepared_cursor
from fidus.lib.rows_as_models import columns_of, instance_of
from trading.execution.domain.looks import PAUSES
from trading.orders.models import Instruction

# What goes before new orders: cancels, changes, and looks for what nobody knows the outcome of, once they are due.
IS_URGENT = """
(i.state in ('ready', 'sending', 'unknown') or i.cancel_asked_at is not null or i.change_asked is not null)
and (
    i.change_asked is not null
    or (i.cancel_asked_at is not null and (i.cancel_sent_at is null or i.cancel_sent_at < i.cancel_asked_at))
    or (i.state = 'unknown' and (i.looked_up_at is null or i.looked_up_at + interval '1 second'
        * (%(pauses)s::float8[])[least(i.look_ups, %(last)s::int) + 1] <= clock_timestamp()))
)
"""
_WORK = f"""
with work as (
    select i.account_id from orders_instruction i where i.done_at is null and i.state in ('ready', 'sending')
    union
    select i.account_id from orders_instruction i where i.done_at is null and {IS_URGENT}
)
select w.account_id, l.holder, coalesce(l.leased_until > clock_timestamp(), false),
       greatest(0, extract(epoch from l.wait_until - clock_timestamp()))::float8
  from work w left join execution_lane l using (account_id)
"""  # noqa: S608 - made of the condition above
# Orders that are out are compared every few seconds; accounts that were traded in the last day, now and then.
_COMPARE = """
select l.account_id, l.holder, coalesce(l.leased_until > clock_timestamp(), false),
       greatest(0, extract(epoch from l.wait_until - clock_timestamp()))::float8
  from execution_lane l
 where l.compared_at is null or l.compared_at < clock_timestamp() - interval '1 second' * (case when exists (
           select 1 from orders_instruction i where i.account_id = l.account_id
              and i.state in ('held', 'ready', 'sending', 'unknown', 'accepted', 'partial')
              and i.state in ('unknown', 'accepted', 'partial')
       ) then %(often)s::float8 when l.taken_at > clock_timestamp() - interval '1 day' then %(seldom)s::float8
       else 86400 * 365 end)
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An account; who holds its lane, whether that one lives, and how many seconds it has to wait."""

    account_id: int
    holder: UUID | None
    alive: bool
    seconds: float


_URGENT = f"""
select {columns_of(Instruction, "i")} from orders_instruction i
 where i.account_id = %(account)s and i.done_at is null and {IS_URGENT} order by i.id
"""  # noqa: S608 - made of names of columns and the condition above


def urgent_orders(account: int) -> list[Instruction]:
    """What goes before new orders of the account, in the order in which they were placed."""
    with prepared_cursor() as cursor:
        cursor.execute(_URGENT, {"account": account, "pauses": list(PAUSES), "last": len(PAUSES) - 1})
        return [instance_of(Instruction, row) for row in cursor.fetchall()]


def accounts_with_work() -> list[Waiting]:
    with prepared_cursor() as cursor:
        cursor.execute(_WORK, {"pauses": list(PAUSES), "last": len(PAUSES) - 1})
        return [Waiting(account, holder, alive, wait or 0.0) for account, holder, alive, wait in cursor.fetchall()]


def accounts_to_compare() -> list[Waiting]:
    with prepared_cursor() as cursor:
        cursor.execute(
            _COMPARE, {"often": settings.TRADE_COMPARE_SECONDS, "seldom": settings.TRADE_COMPARE_SECONDS * 10}
        )
        return [Waiting(account, holder, alive, wait or 0.0) for account, holder, alive, wait in cursor.fetchall()]
