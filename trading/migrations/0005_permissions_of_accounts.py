from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("trading", "0004_newest_deals_first"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="brokeraccount",
            options={
                "default_permissions": ("view",),
                "ordering": ["broker", "login"],
                "permissions": [
                    ("open_account", "Open a broker account by hand"),
                    ("disable_account", "Close a broker account to further history"),
                ],
            },
        ),
    ]
