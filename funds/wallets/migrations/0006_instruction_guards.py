"""A client's word where interest goes is never another: the next one is a row of its own, to a destination of theirs."""

from django.db import migrations

GUARDS = """
create function wallets_keep_the_instruction() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and ((new.client_id, new.currency, new.destination_id, new.proposed_by_id)
            is distinct from (old.client_id, old.currency, old.destination_id, old.proposed_by_id)
        or (old.confirmed_by_id is not null and (new.confirmed_by_id, new.confirmed_at, new.usable_from)
            is distinct from (old.confirmed_by_id, old.confirmed_at, old.usable_from)))
    then
        raise exception 'where interest goes is said anew, never changed' using errcode = 'check_violation';
    end if;
    if not exists (select from wallets_destination d where d.id = new.destination_id and d.client_id = new.client_id)
    then
        raise exception 'interest goes to a destination of the same client' using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger wallets_keep_the_instruction before insert or update on wallets_interestinstruction
    for each row execute function wallets_keep_the_instruction();
"""

UNDO = """
drop trigger wallets_keep_the_instruction on wallets_interestinstruction;
drop function wallets_keep_the_instruction();
"""


class Migration(migrations.Migration):
    dependencies = [("wallets", "0005_interest_instructions")]
    operations = [migrations.RunSQL(GUARDS, UNDO)]
