"""Instruments, our names for them, their newest prices."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Instrument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "platform",
                    models.CharField(
                        choices=[
                            ("mt5", "MetaTrader 5"),
                            ("ib", "Interactive Brokers"),
                            ("kite", "Zerodha Kite"),
                            ("alpaca", "Alpaca"),
                            ("paper", "Paper"),
                        ],
                        max_length=10,
                    ),
                ),
                ("server", models.CharField(max_length=120)),
                ("symbol", models.CharField(help_text="As the broker writes it.", max_length=64)),
                ("broker_id", models.CharField(blank=True, help_text="The broker's own number.", max_length=64)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("forex", "Forex"),
                            ("stock", "Stock"),
                            ("etf", "Etf"),
                            ("index", "Index"),
                            ("future", "Future"),
                            ("option", "Option"),
                            ("commodity", "Commodity"),
                            ("crypto", "Crypto"),
                            ("bond", "Bond"),
                            ("other", "Other"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200)),
                ("currency", models.CharField(help_text="Prices are in it.", max_length=10)),
                ("exchange", models.CharField(blank=True, max_length=40)),
                ("underlying", models.CharField(blank=True, max_length=64)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("strike", models.DecimalField(blank=True, decimal_places=10, max_digits=24, null=True)),
                ("right", models.CharField(blank=True, choices=[("call", "call"), ("put", "put")], max_length=4)),
                ("tick_size", models.DecimalField(decimal_places=10, max_digits=24)),
                ("volume_step", models.DecimalField(decimal_places=8, max_digits=24)),
                ("volume_min", models.DecimalField(decimal_places=8, max_digits=24)),
                ("volume_max", models.DecimalField(blank=True, decimal_places=8, max_digits=24, null=True)),
                (
                    "multiplier",
                    models.DecimalField(decimal_places=8, help_text="Units of the underlying in one.", max_digits=24),
                ),
                ("may_trade", models.BooleanField(default=True)),
                (
                    "calendar",
                    models.CharField(
                        blank=True,
                        help_text="When it trades: FX, 24/7, or an exchange by its code (XNYS).",
                        max_length=20,
                    ),
                ),
                ("added_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(help_text="When the broker told these facts last.")),
            ],
            options={
                "ordering": ["platform", "server", "symbol"],
                "permissions": [("set_calendar", "Say when an instrument trades")],
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="RollUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("until", models.DateTimeField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SymbolMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("symbol", models.CharField(db_index=True, help_text="Ours: the same at every broker.", max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[("suggested", "Suggested"), ("approved", "Approved"), ("refused", "Refused")],
                        max_length=10,
                    ),
                ),
                ("suggested_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["symbol", "instrument"],
                "permissions": [("decide_mapping", "Approve and refuse which of our symbols an instrument is")],
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="BarImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "span",
                    models.CharField(
                        choices=[("1m", "1 minute"), ("5m", "5 minutes"), ("1h", "1 hour"), ("1d", "1 day")],
                        max_length=2,
                    ),
                ),
                ("file", models.CharField(max_length=255)),
                ("sha256", models.CharField(max_length=64)),
                ("bars", models.IntegerField()),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("imported_at", models.DateTimeField()),
                (
                    "imported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-imported_at"],
                "permissions": [("import_bars", "Take in files of bars")],
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="Quote",
            fields=[
                (
                    "instrument",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="quote",
                        serialize=False,
                        to="market.instrument",
                    ),
                ),
                ("at", models.DateTimeField(help_text="The broker's clock.")),
                ("bid", models.DecimalField(blank=True, decimal_places=10, max_digits=24, null=True)),
                ("ask", models.DecimalField(blank=True, decimal_places=10, max_digits=24, null=True)),
                ("last", models.DecimalField(blank=True, decimal_places=10, max_digits=24, null=True)),
                ("bid_size", models.DecimalField(blank=True, decimal_places=8, max_digits=24, null=True)),
                ("ask_size", models.DecimalField(blank=True, decimal_places=8, max_digits=24, null=True)),
                ("delayed", models.BooleanField(default=False, help_text="Not the market's of now.")),
                ("source", models.CharField(choices=[("broker", "Broker"), ("simulated", "Simulated")], max_length=10)),
                ("received_at", models.DateTimeField(help_text="Our clock.")),
            ],
            options={
                "ordering": ["instrument"],
                "default_permissions": ("view",),
            },
        ),
        migrations.AddConstraint(
            model_name="instrument",
            constraint=models.UniqueConstraint(
                fields=("platform", "server", "symbol"), name="one_instrument_per_symbol"
            ),
        ),
        migrations.AddConstraint(
            model_name="instrument",
            constraint=models.CheckConstraint(
                condition=models.Q(("multiplier__gt", 0), ("tick_size__gt", 0), ("volume_step__gt", 0)),
                name="an_instruments_steps_are_positive",
            ),
        ),
        migrations.AddField(
            model_name="barimport",
            name="instrument",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="bar_imports", to="market.instrument"
            ),
        ),
        migrations.AddConstraint(
            model_name="rollup",
            constraint=models.CheckConstraint(condition=models.Q(("id", 1)), name="one_roll_up"),
        ),
        migrations.AddField(
            model_name="symbolmapping",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="symbolmapping",
            name="instrument",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="mapping", to="market.instrument"
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__in", ["broker", "simulated"])), name="quote_source_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="symbolmapping",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["suggested", "approved", "refused"])), name="mapping_state_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="symbolmapping",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_by", None), ("state", "suggested")),
                    models.Q(
                        models.Q(("state", "suggested"), _negated=True),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="a_mapping_is_decided_by_a_person",
            ),
        ),
    ]
