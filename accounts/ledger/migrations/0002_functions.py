"""The functions and triggers that make the tables a ledger; their text stands in the folder sql."""

from pathlib import Path

from django.db import migrations

FOLDER = Path(__file__).parent / "sql"
FOR_A_FEW = """\
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
"""
FOR_MANY = "set plan_cache_mode = force_custom_plan set work_mem = '256MB'\n"
BEGIN = "\nbegin\n"
# A trigger's statement remembers how many rows its session's first call brought; forgotten, it counts again.
BEGIN_MANY = "\nbegin\n    discard plans;\n"


def sql(name: str) -> str:
    return (FOLDER / f"{name}.sql").read_text()


def post_many() -> str:
    """The same function again, planned for the size of each call."""
    few = sql("posting")
    if few.count("function ledger_post(") != 1 or few.count(FOR_A_FEW) != 1:
        raise ValueError("posting.sql is not what this migration makes ledger_post_many of")
    many = few.replace("function ledger_post(", "function ledger_post_many(").replace(FOR_A_FEW, FOR_MANY)
    return many.replace(BEGIN, BEGIN_MANY)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.RunSQL(
            [sql("canonical"), sql("guards"), sql("posting"), post_many(), sql("transfers"), sql("seal")],
            sql("reverse"),
        ),
    ]
