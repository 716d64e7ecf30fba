"""Numbers of investments, what of one can never change, and room for nightly updates in place."""

from django.db import migrations

GUARDS = """
create sequence funds_investment_number;

create function funds_keep_what_was_agreed() returns trigger language plpgsql as $$
begin
    if (new.number, new.client_id, new.terms_id, new.currency, new.custom_rate)
        is distinct from (old.number, old.client_id, old.terms_id, old.currency, old.custom_rate)
        or (old.funded_on is not null and (new.principal_minor, new.funded_on, new.earns_from, new.bank_reference)
            is distinct from (old.principal_minor, old.funded_on, old.earns_from, old.bank_reference))
    then
        raise exception 'what was agreed for investment % cannot be changed', old.number using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger funds_keep_what_was_agreed before update on funds_investment
    for each row execute function funds_keep_what_was_agreed();

-- Every night writes every row of this table; free space in its pages lets the new version stay beside the old one.
alter table funds_accrual set (fillfactor = 50);
"""

UNDO = """
drop trigger funds_keep_what_was_agreed on funds_investment;
drop function funds_keep_what_was_agreed();
drop sequence funds_investment_number;
"""


class Migration(migrations.Migration):
    dependencies = [("funds", "0001_initial")]
    operations = [migrations.RunSQL(GUARDS, UNDO)]
