"""Notices begin with what is sealed from now on."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial"), ("trail", "0002_append_only")]

    operations = [
        migrations.RunSQL(
            "insert into notices_reach (id, seal) select 1, coalesce(max(number), 0) from trail_seal",
            "delete from notices_reach",
        ),
    ]
