"""What happened in a paper account stays as it happened; only the whole book could be rebuilt from it."""

from django.db import migrations

FINAL = """
create function trading_paper_event_is_final() returns trigger language plpgsql as $$
begin
    raise exception 'event % of paper book % happened and stays as it is', old.number, old.book_id
        using errcode = 'restrict_violation';
end $$;

create trigger paper_event_is_final before update or delete on trading_paperevent
    for each row execute function trading_paper_event_is_final();
"""

UNDO = """
drop trigger paper_event_is_final on trading_paperevent;
drop function trading_paper_event_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("trading", "0006_paper_books")]
    operations = [migrations.RunSQL(FINAL, UNDO)]
