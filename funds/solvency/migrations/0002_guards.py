"""What a run was told and what it found can never change, nor can a run be taken away."""

from django.db import migrations

GUARDS = """
create function solvency_keep_runs() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'solvency run % cannot be deleted', old.id using errcode = 'check_violation';
    end if;
    if (new.purpose, new.as_of, new.currency, new.known_at, new.parameters, new.inputs, new.inputs_sha256, new.notes,
            new.what_if, new.beside_id, new.started_at, new.started_by_id)
        is distinct from (old.purpose, old.as_of, old.currency, old.known_at, old.parameters, old.inputs,
            old.inputs_sha256, old.notes, old.what_if, old.beside_id, old.started_at, old.started_by_id)
    then
        raise exception 'what solvency run % was told cannot be changed', old.id using errcode = 'check_violation';
    end if;
    if old.ended_at is not null and new is distinct from old then
        raise exception 'solvency run % has ended', old.id using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger solvency_keep_runs before update or delete on solvency_solvencyrun
    for each row execute function solvency_keep_runs();
"""

UNDO = """
drop trigger solvency_keep_runs on solvency_solvencyrun;
drop function solvency_keep_runs();
"""


class Migration(migrations.Migration):
    dependencies = [("solvency", "0001_initial")]
    operations = [migrations.RunSQL(GUARDS, UNDO)]
