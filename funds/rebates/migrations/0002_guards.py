"""Numbers of invoices, what of an agreement, a line and an invoice never changes, one agreement for the same symbols."""

from django.db import migrations

GUARDS = """
create sequence rebates_invoice_number;

create function rebates_one_agreement_at_a_time() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock(hashtext('rebates.agreement:' || new.broker));
    if exists (
        select from rebates_rebateagreement o
        where o.id <> new.id and o.broker = new.broker and o.pattern = new.pattern
            and o.account_id is not distinct from new.account_id
            and daterange(o.valid_from, o.ended_on) && daterange(new.valid_from, new.ended_on)
    ) then
        raise exception 'another agreement stands for these deals' using errcode = 'exclusion_violation';
    end if;
    return new;
end $$;

create trigger rebates_one_agreement_at_a_time before insert or update on rebates_rebateagreement
    for each row execute function rebates_one_agreement_at_a_time();

create function rebates_keep_what_was_agreed() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.ended_on is not null
        or (new.broker, new.account_id, new.pattern, new.currency, new.valid_from)
            is distinct from (old.broker, old.account_id, old.pattern, old.currency, old.valid_from)
    then
        raise exception 'what was agreed on rebates cannot be changed' using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger rebates_keep_what_was_agreed before update or delete on rebates_rebateagreement
    for each row execute function rebates_keep_what_was_agreed();

create function rebates_keep_lines() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or (new.run_id, new.agreement_id, new.month, new.earned, new.posted_minor, new.entry)
            is distinct from (old.run_id, old.agreement_id, old.month, old.earned, old.posted_minor, old.entry)
    then
        raise exception 'what was accrued stays as it is' using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger rebates_keep_lines before update or delete on rebates_rebateline
    for each row execute function rebates_keep_lines();

create function rebates_keep_invoices() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.state in ('settled', 'cancelled')
        or (new.number, new.broker, new.currency, new.amount_minor, new.issued_on)
            is distinct from (old.number, old.broker, old.currency, old.amount_minor, old.issued_on)
    then
        raise exception 'an invoice that was issued stays as it is' using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger rebates_keep_invoices before update or delete on rebates_rebateinvoice
    for each row execute function rebates_keep_invoices();
"""

UNDO = """
drop trigger rebates_keep_invoices on rebates_rebateinvoice;
drop function rebates_keep_invoices();
drop trigger rebates_keep_lines on rebates_rebateline;
drop function rebates_keep_lines();
drop trigger rebates_keep_what_was_agreed on rebates_rebateagreement;
drop function rebates_keep_what_was_agreed();
drop trigger rebates_one_agreement_at_a_time on rebates_rebateagreement;
drop function rebates_one_agreement_at_a_time();
drop sequence rebates_invoice_number;
"""


class Migration(migrations.Migration):
    dependencies = [("rebates", "0001_initial")]
    operations = [migrations.RunSQL(GUARDS, UNDO)]
