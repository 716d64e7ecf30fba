from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "create sequence accounts_client_number as bigint start 100401 no cycle",
            "drop sequence accounts_client_number",
        )
    ]
