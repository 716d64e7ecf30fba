"""The time series: a table in parts by day, and the two functions that keep its parts."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SNAPSHOTS = (Path(__file__).parent / "sql" / "snapshots.sql").read_text()
UNDO = """
drop function watch_have_days(date, date);
drop function watch_drop_days(date);
drop table watch_snapshot;
"""


class Migration(migrations.Migration):
    dependencies = [("watch", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(SNAPSHOTS, UNDO)],
            state_operations=[
                migrations.CreateModel(
                    name="Snapshot",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "account", "at", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("at", models.DateTimeField(help_text="Our clock.")),
                        ("source", models.CharField(choices=[("poll", "Visit"), ("push", "Push")], max_length=4)),
                        ("balance", models.DecimalField(decimal_places=3, max_digits=20)),
                        ("equity", models.DecimalField(decimal_places=3, max_digits=20)),
                        ("credit", models.DecimalField(decimal_places=3, max_digits=20)),
                        ("margin", models.DecimalField(decimal_places=3, max_digits=20)),
                        ("margin_level", models.DecimalField(decimal_places=2, max_digits=20, null=True)),
                        ("positions", models.IntegerField(default=0)),
                        (
                            "account",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="snapshots",
                                to="trading.brokeraccount",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["account", "at"],
                        "default_permissions": ("view",),
                    },
                ),
            ],
        ),
    ]
