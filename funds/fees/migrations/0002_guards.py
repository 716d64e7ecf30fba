"""A fee's figures never change and no fee is deleted: it can only be paid, once, or reversed, once."""

from django.db import migrations

GUARDS = """
create function fees_keep_charge() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'fee % cannot be deleted', old.id using errcode = 'check_violation';
    end if;
    if (new.investment_id, new.kind, new.currency, new.amount_minor, new.interest_minor, new.billed_minor,
        new.withheld_minor, new.until, new.value_on, new.subject, new.entry, new.prepared_by_id, new.charged_by_id)
        is distinct from (old.investment_id, old.kind, old.currency, old.amount_minor, old.interest_minor,
        old.billed_minor, old.withheld_minor, old.until, old.value_on, old.subject, old.entry, old.prepared_by_id,
        old.charged_by_id)
        or (old.reversed_on is not null and (new.reversed_on, new.reversal_entry, new.reason, new.charge_again)
            is distinct from (old.reversed_on, old.reversal_entry, old.reason, old.charge_again))
    then
        raise exception 'fee % cannot be changed', old.id using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger fees_keep_charge before update or delete on fees_feecharge
    for each row execute function fees_keep_charge();
"""

UNDO = """
drop trigger fees_keep_charge on fees_feecharge;
drop function fees_keep_charge();
"""


class Migration(migrations.Migration):
    dependencies = [("fees", "0001_initial")]
    operations = [migrations.RunSQL(GUARDS, UNDO)]
