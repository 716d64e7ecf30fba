"""What was proposed of a difference, and the proof that two figures agreed, never change; nothing of it is removed."""

from django.db import migrations

GUARDS = """
create function reconciliation_keep_acceptances() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE'
        or (new.of_break_id, new.difference, new.band, new.reason, new.proposed_by_id, new.proposed_at)
            is distinct from (old.of_break_id, old.difference, old.band, old.reason, old.proposed_by_id, old.proposed_at)
        or (old.decided_by_id is not null and (new.decided_by_id, new.decided_at, new.decision)
            is distinct from (old.decided_by_id, old.decided_at, old.decision))
    then
        raise exception 'what was proposed of a difference stays as it is' using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger reconciliation_keep_acceptances before update or delete on reconciliation_acceptance
    for each row execute function reconciliation_keep_acceptances();

create function reconciliation_keep_proofs() returns trigger language plpgsql as $$
begin
    -- A suspicion that no later sighting bore out may go; what was once open stays, and so does its proof.
    if tg_op = 'DELETE' then
        if old.opened_at is null and old.state = 'cleared' then
            return old;
        end if;
        raise exception 'a break that was open stays on record' using errcode = 'check_violation';
    end if;
    if old.state = 'cleared'
        or (new.account_id, new.kind, new.subject, new.since) is distinct from
            (old.account_id, old.kind, old.subject, old.since)
    then
        raise exception 'a break is of one thing, and a cleared one stays as it is' using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger reconciliation_keep_proofs before update or delete on reconciliation_break
    for each row execute function reconciliation_keep_proofs();
"""
GONE = """
drop trigger reconciliation_keep_proofs on reconciliation_break;
drop function reconciliation_keep_proofs();
drop trigger reconciliation_keep_acceptances on reconciliation_acceptance;
drop function reconciliation_keep_acceptances();
"""


class Migration(migrations.Migration):
    dependencies = [("reconciliation", "0001_initial")]
    operations = [migrations.RunSQL(GUARDS, GONE)]
