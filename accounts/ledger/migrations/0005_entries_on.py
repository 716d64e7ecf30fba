"""Which entries touch some accounts: what the second wall asks (docs/adr/0034-a-second-wall.md)."""

from pathlib import Path

from django.db import migrations

FOLDER = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_reopening_by_two")]

    operations = [
        migrations.RunSQL((FOLDER / "entries_on.sql").read_text(), "drop function ledger_entries_on(bigint[])"),
    ]
