from django.db import migrations

SQL = """
create function trail_stamp() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
    new.xid := pg_current_xact_id()::text::bigint;
    new.cluster := (select system_identifier from pg_control_system());
    return new;
end $$;

create trigger trail_event_is_stamped before insert on trail_event
    for each row execute function trail_stamp();

create function trail_refuse() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
    raise exception '% only grows: % refused', tg_table_name, tg_op using errcode = 'restrict_violation';
end $$;

create trigger trail_event_only_grows before update or delete or truncate on trail_event
    for each statement execute function trail_refuse();
create trigger trail_seal_only_grows before update or delete or truncate on trail_seal
    for each statement execute function trail_refuse();
"""
BACK = """
drop trigger trail_seal_only_grows on trail_seal;
drop trigger trail_event_only_grows on trail_event;
drop trigger trail_event_is_stamped on trail_event;
drop function trail_refuse();
drop function trail_stamp();
"""


class Migration(migrations.Migration):
    dependencies = [("trail", "0001_initial")]
    operations = [migrations.RunSQL(SQL, BACK)]
