from django.db import migrations


class Migration(migrations.Migration):
    # Each step of a migration is dear by the tables that Django knows by then, and the toolkit's are more than a hundred
    # steps: they go first, while there are few.
    dependencies = [
        ("accounts", "0001_initial"),
        ("oauth2_provider", "0022_refreshtoken_token_family_index"),
    ]
    operations = [
        migrations.RunSQL(
            "create sequence accounts_client_number as bigint start 100401 no cycle",
            "drop sequence accounts_client_number",
        )
    ]
