"""The rules a firm begins with, for all accounts; the figures are trading/alerts/domain/kinds.py's of that day."""

from django.db import migrations

USUAL = [
    ("margin_level", "150", "165"),
    ("stale", "300", "120"),
    ("drawdown", "10", "8"),
    ("login_failed", "1", "0"),
    ("withdrawal", "0.01", "0"),
    ("breaker", "1", "0"),
]


def set_usual_rules(apps, schema_editor):
    from fidus.lib import clock

    rules = apps.get_model("alerts", "AlertRule")
    for kind, threshold, clears_at in USUAL:
        rules.objects.create(kind=kind, threshold=threshold, clears_at=clears_at, set_at=clock.now(), set_by=None)


class Migration(migrations.Migration):
    dependencies = [("alerts", "0001_initial")]
    operations = [migrations.RunPython(set_usual_rules, migrations.RunPython.noop)]
