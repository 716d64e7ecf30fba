"""Webhooks begin with what is sealed from now on."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("hooks", "0001_initial"), ("trail", "0002_append_only")]

    operations = [
        migrations.RunSQL(
            "insert into hooks_reach (id, seal) select 1, coalesce(max(number), 0) from trail_seal",
            "delete from hooks_reach",
        ),
    ]
