"""The sum of reductions is kept at the investment by the database, and a tranche tops up what it topped up at first."""

from django.db import migrations

KEEPS = """
create or replace function funds_keep_what_was_agreed() returns trigger language plpgsql as $$
begin
    if (new.number, new.client_id, new.terms_id, new.currency, new.custom_rate{more_new})
        is distinct from (old.number, old.client_id, old.terms_id, old.currency, old.custom_rate{more_old})
        or (old.funded_on is not null and (new.principal_minor, new.funded_on, new.earns_from, new.bank_reference)
            is distinct from (old.principal_minor, old.funded_on, old.earns_from, old.bank_reference))
    then
        raise exception 'what was agreed for investment % cannot be changed', old.number using errcode = 'check_violation';
    end if;
    return new;
end $$;
"""

# The update takes the investment's row: two reductions at once come one after the other, and the check refuses a sum
# beyond the principal.
REDUCES = """
create function funds_reduce_principal() returns trigger language plpgsql as $$
begin
    update funds_investment set reduced_minor = coalesce(reduced_minor, 0) + new.principal_minor
        where id = new.investment_id;
    return null;
end $$;

create trigger funds_reduce_principal after insert on funds_reduction
    for each row execute function funds_reduce_principal();
"""

UNDO = """
drop trigger funds_reduce_principal on funds_reduction;
drop function funds_reduce_principal();
"""


class Migration(migrations.Migration):
    dependencies = [("funds", "0006_reductions")]
    operations = [
        migrations.RunSQL(
            KEEPS.format(more_new=", new.tops_up_id", more_old=", old.tops_up_id"),
            KEEPS.format(more_new="", more_old=""),
        ),
        migrations.RunSQL(REDUCES, UNDO),
    ]
