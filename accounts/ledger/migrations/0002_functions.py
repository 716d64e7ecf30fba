"""The functions and triggers that make the tables a ledger; their text stands in the folder sql."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.RunSQL(
            [(SQL / f"{name}.sql").read_text() for name in ("canonical", "guards", "posting", "transfers", "seal")],
            (SQL / "reverse.sql").read_text(),
        ),
    ]
