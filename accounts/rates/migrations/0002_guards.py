"""What of a rate, of an override and of a revaluation can never change, and no two overrides of a pair in one time."""

from django.db import migrations

GUARDS = """
create function rates_keep_rates() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or (new.currency, new.on, new.value, new.taken_from_id)
            is distinct from (old.currency, old.on, old.value, old.taken_from_id)
        or old.superseded_at is not null
    then
        raise exception 'a rate that was taken stays as it is' using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger rates_keep_rates before update or delete on rates_eurorate
    for each row execute function rates_keep_rates();

create function rates_keep_overrides() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or (new.base, new.quote, new.value, new.valid_from, new.valid_until, new.reason, new.proposed_by_id)
            is distinct from (old.base, old.quote, old.value, old.valid_from, old.valid_until, old.reason, old.proposed_by_id)
        or (old.decided_by_id is not null and new.decided_by_id is distinct from old.decided_by_id)
    then
        raise exception 'an override that was proposed stays as it is' using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger rates_keep_overrides before update or delete on rates_rateoverride
    for each row execute function rates_keep_overrides();

create function rates_one_override_at_a_time() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock(hashtext('rates.override:' || least(new.base, new.quote) || greatest(new.base, new.quote)));
    if exists (
        select from rates_rateoverride o
        where o.id <> new.id and o.state in ('approved', 'ended')
            and least(o.base, o.quote) = least(new.base, new.quote)
            and greatest(o.base, o.quote) = greatest(new.base, new.quote)
            and daterange(o.valid_from, least(o.valid_until, o.ended_on - 1), '[]')
                && daterange(new.valid_from, least(new.valid_until, new.ended_on - 1), '[]')
    ) then
        raise exception 'another override of the pair stands in these days' using errcode = 'exclusion_violation';
    end if;
    return new;
end $$;

create trigger rates_one_override_at_a_time before insert or update on rates_rateoverride
    for each row when (new.state = 'approved') execute function rates_one_override_at_a_time();

create function rates_keep_revaluations() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.reversed_at is not null
        or (new.month_end, new.currency, new.position_minor, new.carrying_minor, new.value_minor, new.posted_minor, new.entry)
            is distinct from
            (old.month_end, old.currency, old.position_minor, old.carrying_minor, old.value_minor, old.posted_minor, old.entry)
    then
        raise exception 'a revaluation that was posted stays as it is' using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger rates_keep_revaluations before update or delete on rates_revaluation
    for each row execute function rates_keep_revaluations();
"""

UNDO = """
drop trigger rates_keep_revaluations on rates_revaluation;
drop function rates_keep_revaluations();
drop trigger rates_one_override_at_a_time on rates_rateoverride;
drop function rates_one_override_at_a_time();
drop trigger rates_keep_overrides on rates_rateoverride;
drop function rates_keep_overrides();
drop trigger rates_keep_rates on rates_eurorate;
drop function rates_keep_rates();
"""


class Migration(migrations.Migration):
    dependencies = [("rates", "0001_initial")]
    operations = [migrations.RunSQL(GUARDS, UNDO)]
