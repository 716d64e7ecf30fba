from fidus.lib.prepared import prepared_cursor
from fidus.lib.rows_as_models import columns_of, instance_of
from trading.orders.models import Instruction

_EXPIRE = f"""
with over as (
    select id from orders_instruction
     where done_at is null and state in ('held', 'ready') and send_until <= clock_timestamp()
     order by id limit 500 for no key update skip locked
), dropped as (
    update orders_instruction i
       set state = 'dropped', done_at = clock_timestamp(),
           reason = case when i.reason = '' then 'Its time had passed before it could be sent.'
                         else left('Its time had passed before it could be sent: ' || i.reason, 500) end
      from over where i.id = over.id
    returning {columns_of(Instruction, "i")}
), told as (
    insert into orders_orderevent (instruction_id, at, kind, words, data)
    select id, clock_timestamp(), 'dropped', reason, '{{}}' from dropped
)
select * from dropped
"""  # noqa: S608 - made of names of columns


def expire_orders() -> list[Instruction]:
    """Drop what was not sent, or not released, in its time; each as it stands now."""
    with prepared_cursor() as cursor:
        cursor.execute(_EXPIRE)
        return [instance_of(Instruction, row) for row in cursor.fetchall()]
