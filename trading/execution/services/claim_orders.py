"""Take up what is ready, right before it is sent: committed as being sent, or not at all."""

from __future__ import annotations

from uuid import UUID

from fidus.lib.prepared import prepared_cursor
from fidus.lib.rows_as_models import columns_of, instance_of
from trading.execution.domain.looks import PAUSES
from trading.execution.services.find_work import IS_URGENT
from trading.orders.models import Instruction

# One statement, one moment: whether the lane is ours, whether FIDUS may trade the account, every switch, the time, and
# whether something has to be done first.
_CLAIM = f"""
with urgent as (
    select exists (
        select 1 from orders_instruction i where i.account_id = %(account)s and i.done_at is null and {IS_URGENT}
    ) as yes
), lane as (
    select l.account_id from execution_lane l
     where l.account_id = %(account)s and l.holder = %(holder)s for share
), switch as (
    select s.scope, s.broker, s.account_id, s.strategy_id, s.state from orders_switch s where s.state <> 'active'
), chosen as (
    select i.id from orders_instruction i
      join lane using (account_id)
      join trading_brokeraccount a on a.id = i.account_id
      join connections_connection c on c.account_id = i.account_id
     where i.account_id = %(account)s and i.state = 'ready' and i.cancel_asked_at is null
       and a.disabled_at is null and c.may_trade and c.paused_at is null
       and (i.send_until is null or i.send_until > clock_timestamp())
       and not exists (
           select 1 from switch s
            where (s.scope = 'firm' or (s.scope = 'broker' and s.broker = a.broker)
                   or (s.scope = 'account' and s.account_id = i.account_id)
                   or (s.scope = 'strategy' and s.strategy_id = i.strategy_id))
              and (s.state = 'halted' or i.purpose = 'open')
       )
       and not (%(first)s and (select yes from urgent))
     order by i.id limit %(most)s for no key update of i skip locked
), claimed as (
    update orders_instruction i
       set state = 'sending', claimed_at = clock_timestamp(), sent_at = clock_timestamp(), reason = '', code = ''
      from chosen where i.id = chosen.id
    returning {columns_of(Instruction, "i")}
), told as (
    insert into orders_orderevent (instruction_id, at, kind, words, data, took)
    select id, claimed_at, 'claimed', '', '{{}}',
           extract(epoch from claimed_at - coalesce(released_at, placed_at)) * 1000 from claimed order by id
)
select urgent.yes, claimed.* from urgent left join claimed on true order by claimed.id
"""  # noqa: S608 - made of names of columns and a condition of ours


def claim_orders(account: int, holder: UUID, most: int) -> list[Instruction]:
    """The oldest `most` that may be sent now, as they were placed; each is `sending` once this returns.

    Nothing where the lane is another's, the account is not to be traded, or a switch stands against it: halted lets
    nothing pass, reducing only what makes positions smaller. Never within a caller's transaction.
    """
    return _claim(account, holder, most, first=False)[0] if most > 0 else []


def claim_if_nothing_is_urgent(account: int, holder: UUID, most: int) -> tuple[list[Instruction], bool]:
    """The same, or nothing where something goes before new orders, and whether something does."""
    return _claim(account, holder, most, first=True)


def _claim(account: int, holder: UUID, most: int, *, first: bool) -> tuple[list[Instruction], bool]:
    given = {
        "account": account, "holder": holder, "most": most, "first": first, "pauses": list(PAUSES),
        "last": len(PAUSES) - 1,
    }  # fmt: skip
    with prepared_cursor() as cursor:
        cursor.execute(_CLAIM, given)
        rows = cursor.fetchall()
    return [instance_of(Instruction, row[1:]) for row in rows if row[1] is not None], rows[0][0]
