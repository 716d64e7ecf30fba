"""What was ordered never changes and nothing of it is removed; only where it stands does."""

from django.db import migrations

GUARDS = """
create sequence orders_reference as bigint;

create function orders_keep_words() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE'
        or (new.reference, new.account_id, new.strategy_id, new.signal_id, new.leg_id, new.entry_id, new.replaces_id,
            new.purpose, new.symbol, new.side, new.kind, new.placed_at, new.placed_by_id)
           is distinct from
           (old.reference, old.account_id, old.strategy_id, old.signal_id, old.leg_id, old.entry_id, old.replaces_id,
            old.purpose, old.symbol, old.side, old.kind, old.placed_at, old.placed_by_id)
        or (old.sent_at is not null and new.sent_at is null and new.state <> 'ready')
        or (old.broker_order <> '' and new.broker_order <> old.broker_order)
        or new.filled < old.filled
    then
        raise exception 'what was ordered stays as it is' using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger orders_keep_words before update or delete on orders_instruction
    for each row execute function orders_keep_words();
"""
GONE = """
drop trigger orders_keep_words on orders_instruction;
drop function orders_keep_words();
drop sequence orders_reference;
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]
    operations = [migrations.RunSQL(GUARDS, GONE)]
