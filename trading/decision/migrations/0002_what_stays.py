"""What two people agreed on never changes and nothing of it is removed; only where it stands does."""

from django.db import migrations

_MOVES = " - 'state' - 'decided_by_id' - 'decided_at' - 'decision' - 'ended_by_id' - 'ended_at' - 'end_reason'"
GUARDS = f"""
create function decision_keep_terms() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE'
        or (to_jsonb(new){_MOVES}) is distinct from (to_jsonb(old){_MOVES})
        or old.state in ('declined', 'ended')
        or (old.decided_by_id is not null and new.decided_by_id is distinct from old.decided_by_id)
    then
        raise exception 'what was agreed on stays as it is' using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger decision_keep_allocation before update or delete on decision_allocation
    for each row execute function decision_keep_terms();
create trigger decision_keep_limit before update or delete on decision_limit
    for each row execute function decision_keep_terms();
"""
GONE = """
drop trigger decision_keep_limit on decision_limit;
drop trigger decision_keep_allocation on decision_allocation;
drop function decision_keep_terms();
"""


class Migration(migrations.Migration):
    dependencies = [("decision", "0001_allocations_limits_decisions")]
    operations = [migrations.RunSQL(GUARDS, GONE)]
