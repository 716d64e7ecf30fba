"""What was asked, and what was decided about it, never changes; the database keeps it so by any door."""

from django.db import migrations

GUARDS = """
create function books_keep_reopenings() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.state <> 'asked'
        or (new.month, new.until, new.reason, new.asked_by_id, new.asked_at)
            is distinct from (old.month, old.until, old.reason, old.asked_by_id, old.asked_at)
    then
        raise exception 'a request to open a month again stays as it is' using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger books_keep_reopenings before update or delete on books_reopening
    for each row execute function books_keep_reopenings();

create function books_reopening_is_approved() returns trigger language plpgsql as $$
begin
    if not exists (
        select from books_reopening r
        where r.id = new.reopening_id and r.state = 'approved' and r.decided_by_id = new.reopened_by_id
            and new.month between r.month and r.until
    ) then
        raise exception 'a closed month is opened again by a request that somebody else approved'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger books_reopening_is_approved before update on books_closingrun
    for each row when (new.state = 'reopened' and old.state <> 'reopened')
    execute function books_reopening_is_approved();
"""

UNDO = """
drop trigger books_reopening_is_approved on books_closingrun;
drop function books_reopening_is_approved();
drop trigger books_keep_reopenings on books_reopening;
drop function books_keep_reopenings();
"""


class Migration(migrations.Migration):
    dependencies = [("books", "0002_reopening")]
    operations = [migrations.RunSQL(GUARDS, UNDO)]
