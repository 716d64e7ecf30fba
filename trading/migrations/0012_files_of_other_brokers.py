"""Files of other brokers than MetaTrader's; all that were taken in until now were its reports."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("trading", "0011_open_positions_are_found_at_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="reportimport",
            name="imported_report_has_account_and_balance",
        ),
        migrations.AddField(
            model_name="reportimport",
            name="costs_completed",
            field=models.IntegerField(default=0, help_text="Deals that lacked their costs and have them now."),
        ),
        migrations.AddField(
            model_name="reportimport",
            name="format",
            field=models.CharField(
                blank=True,
                choices=[("mt5", "MetaTrader 5 report"), ("flex", "Flex statement"), ("tradebook", "Kite tradebook")],
                help_text="Found in the file; empty until it is read.",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="reportimport",
            name="notes",
            field=models.TextField(blank=True, help_text="What of the file was not booked, a line each."),
        ),
        migrations.AddConstraint(
            model_name="reportimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "imported"), _negated=True),
                    models.Q(
                        ("account__isnull", False),
                        models.Q(
                            ("closing_balance__isnull", False), ("format__in", ["flex", "tradebook"]), _connector="OR"
                        ),
                    ),
                    _connector="OR",
                ),
                name="imported_report_has_account_and_balance",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportimport",
            constraint=models.CheckConstraint(
                condition=models.Q(("format__in", ["", "mt5", "flex", "tradebook"])), name="report_format_is_known"
            ),
        ),
        migrations.RunSQL(
            "update trading_reportimport set format = 'mt5' where state = 'imported'", migrations.RunSQL.noop
        ),
    ]
