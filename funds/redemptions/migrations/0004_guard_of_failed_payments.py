"""What stands of a paid redemption changes in one way only: its payment failed, and it is payable again."""

from django.db import migrations

_KEEP = """
create or replace function redemptions_keep_what_was_asked() returns trigger language plpgsql as $$
begin
    if (new.number, new.investment_id, new.currency, new.full, new.asked_minor, new.with_interest, new.occasion,
            new.window_on, new.requested_by_id)
        is distinct from (old.number, old.investment_id, old.currency, old.full, old.asked_minor, old.with_interest,
            old.occasion, old.window_on, old.requested_by_id)
        or (old.checked_by_id is not null and (new.checked_by_id, new.destination_id)
            is distinct from (old.checked_by_id, old.destination_id))
        or (old.approved_by_id is not null and new.approved_by_id is distinct from old.approved_by_id)
        or (old.settled_on is not null
            and (new.settled_on, new.principal_minor, new.interest_minor, new.charges_minor, new.settlement_entry)
            is distinct from
                (old.settled_on, old.principal_minor, old.interest_minor, old.charges_minor, old.settlement_entry))
        or (old.paid_on is not null %s(new.paid_by_id, new.paid_on, new.reference, new.payment_entry)
            is distinct from (old.paid_by_id, old.paid_on, old.reference, old.payment_entry))%s
    then
        raise exception 'what stands of redemption %% cannot be changed', old.number using errcode = 'check_violation';
    end if;
    return new;
end $$;
"""
GUARDS = _KEEP % (
    "and not (old.state = 'paid' and new.state = 'payable')\n            and ",
    """
        or new.failed_payments
            is distinct from old.failed_payments + (old.state = 'paid' and new.state = 'payable')::int""",
)
UNDO = _KEEP % ("and ", "")


class Migration(migrations.Migration):
    dependencies = [("redemptions", "0003_failed_payments")]
    operations = [migrations.RunSQL(GUARDS, UNDO)]
