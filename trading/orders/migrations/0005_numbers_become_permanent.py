"""Interactive Brokers numbers an order by client and counter until it has a permanent number; what surely was not sent
may end here after all."""

from django.db import migrations

BEFORE = "(old.sent_at is not null and new.sent_at is null and new.state <> 'ready')"
AFTER = "(old.sent_at is not null and new.sent_at is null and new.state not in ('ready', 'dropped'))"
NUMBER_BEFORE = "(old.broker_order <> '' and new.broker_order <> old.broker_order)"
NUMBER_AFTER = (
    "(old.broker_order <> '' and new.broker_order <> old.broker_order and old.broker_order !~ '^[0-9]+[.][0-9]+$')"
)
GUARD = """
create or replace function orders_keep_words() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE'
        or (new.reference, new.account_id, new.strategy_id, new.signal_id, new.leg_id, new.entry_id, new.replaces_id,
            new.purpose, new.symbol, new.side, new.kind, new.placed_at, new.placed_by_id)
           is distinct from
           (old.reference, old.account_id, old.strategy_id, old.signal_id, old.leg_id, old.entry_id, old.replaces_id,
            old.purpose, old.symbol, old.side, old.kind, old.placed_at, old.placed_by_id)
        or {sent}
        or {number}
        or new.filled < old.filled
    then
        raise exception 'what was ordered stays as it is' using errcode = 'check_violation';
    end if;
    return new;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0004_positions_closed_one_by_one")]
    operations = [
        migrations.RunSQL(
            GUARD.format(sent=AFTER, number=NUMBER_AFTER), GUARD.format(sent=BEFORE, number=NUMBER_BEFORE)
        )
    ]
