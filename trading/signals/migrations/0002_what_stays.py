"""What a signal says never changes, and nothing of it is removed; its state moves once."""

from django.db import migrations

GUARDS = """
create function signals_keep_words() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE'
        or (to_jsonb(new) - 'state' - 'moved_at') is distinct from (to_jsonb(old) - 'state' - 'moved_at')
        or old.state <> 'received'
    then
        raise exception 'what a signal says stays as it is' using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger signals_keep_words before update or delete on signals_signal
    for each row execute function signals_keep_words();

create function signals_keep_environment() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE'
        or (new.code, new.environment) is distinct from (old.code, old.environment)
    then
        raise exception 'a strategy keeps its code and its environment' using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger signals_keep_environment before update or delete on signals_strategy
    for each row execute function signals_keep_environment();
"""
GONE = """
drop trigger signals_keep_environment on signals_strategy;
drop function signals_keep_environment();
drop trigger signals_keep_words on signals_signal;
drop function signals_keep_words();
"""


class Migration(migrations.Migration):
    dependencies = [("signals", "0001_initial")]
    operations = [migrations.RunSQL(GUARDS, GONE)]
