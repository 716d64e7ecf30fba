"""What of an interest payment can never change, and the one way in which what was approved or paid does."""

from django.db import migrations

GUARDS = """
create function funds_keep_the_payout() returns trigger language plpgsql as $$
declare
    taken_back constant boolean := old.state = 'approved' and new.state = 'due';
    reopened constant boolean := old.state = 'paid' and new.state = 'approved';
begin
    if (new.investment_id, new.due_on, new.currency, new.amount_minor, new.prepared_by_id)
            is distinct from (old.investment_id, old.due_on, old.currency, old.amount_minor, old.prepared_by_id)
        or (old.destination is not null and not taken_back
            and (new.destination, new.approved_by_id, new.approved_at)
            is distinct from (old.destination, old.approved_by_id, old.approved_at))
        or (old.paid_on is not null and not reopened
            and (new.paid_by_id, new.paid_on, new.bank_reference, new.payment_entry)
            is distinct from (old.paid_by_id, old.paid_on, old.bank_reference, old.payment_entry))
        or new.failed_payments is distinct from old.failed_payments + reopened::int
        or (not reopened and new.failed_by_id is distinct from old.failed_by_id)
    then
        raise exception 'what stands of interest payment % cannot be changed', old.id using errcode = 'check_violation';
    end if;
    if reopened and new.failed_by_id = old.paid_by_id then
        raise exception 'interest payment %: whoever booked it cannot say that it failed', old.id
            using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger funds_keep_the_payout before update on funds_interestpayout
    for each row execute function funds_keep_the_payout();
"""

UNDO = """
drop trigger funds_keep_the_payout on funds_interestpayout;
drop function funds_keep_the_payout();
"""


class Migration(migrations.Migration):
    dependencies = [("funds", "0012_payout_destination_kept")]
    operations = [migrations.RunSQL(GUARDS, UNDO)]
