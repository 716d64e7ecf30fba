"""Ticks and bars: tables in parts, and the functions that keep their parts."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

PARTS = (Path(__file__).parent / "sql" / "parts.sql").read_text()
UNDO = """
drop function market_have_parts(date, date);
drop function market_have_months(date, date);
drop function market_drop_ticks(date);
drop function market_drop_minutes(date);
drop table market_tick;
drop table market_bar;
"""


class Migration(migrations.Migration):
    dependencies = [("market", "0001_instruments_and_prices")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(PARTS, UNDO)],
            state_operations=[
                migrations.CreateModel(
                    name="Bar",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "instrument",
                                "span",
                                "opens_at",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "span",
                            models.CharField(
                                choices=[("1m", "1 minute"), ("5m", "5 minutes"), ("1h", "1 hour"), ("1d", "1 day")],
                                max_length=2,
                            ),
                        ),
                        ("opens_at", models.DateTimeField()),
                        ("open", models.DecimalField(decimal_places=10, max_digits=24)),
                        ("high", models.DecimalField(decimal_places=10, max_digits=24)),
                        ("low", models.DecimalField(decimal_places=10, max_digits=24)),
                        ("close", models.DecimalField(decimal_places=10, max_digits=24)),
                        ("volume", models.DecimalField(blank=True, decimal_places=8, max_digits=24, null=True)),
                        ("ticks", models.IntegerField(default=0, help_text="How many quotes it was made of.")),
                        (
                            "imported",
                            models.BooleanField(default=False, help_text="From a file; quotes never change it."),
                        ),
                        (
                            "instrument",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bars",
                                to="market.instrument",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["instrument", "span", "-opens_at"],
                        "default_permissions": ("view",),
                    },
                ),
                migrations.CreateModel(
                    name="Tick",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "instrument", "at", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("at", models.DateTimeField(help_text="The broker's clock.")),
                        ("bid", models.DecimalField(blank=True, decimal_places=10, max_digits=24, null=True)),
                        ("ask", models.DecimalField(blank=True, decimal_places=10, max_digits=24, null=True)),
                        ("last", models.DecimalField(blank=True, decimal_places=10, max_digits=24, null=True)),
                        ("received_at", models.DateTimeField(help_text="Our clock.")),
                        (
                            "instrument",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ticks",
                                to="market.instrument",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["received_at"], name="ticks_as_they_came")],
                        "ordering": ["instrument", "at"],
                        "default_permissions": (),
                    },
                ),
            ],
        ),
    ]
