from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0003_asked_to_resume"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="instruction",
            name="a_leg_is_ordered_once",
        ),
        migrations.AddIndex(
            model_name="instruction",
            index=models.Index(
                condition=models.Q(
                    ("told_filled__gt", models.F("filled")),
                    models.Q(("filled__lt", models.F("volume")), ("state", "filled")),
                    _connector="OR",
                ),
                fields=["account"],
                name="instructions_awaiting_fills",
            ),
        ),
        migrations.AddConstraint(
            model_name="instruction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("entry__isnull", True), ("replaces__isnull", True), ("signal__isnull", False)),
                fields=("signal", "account", "leg", "purpose", "closes"),
                name="a_leg_is_ordered_once",
            ),
        ),
    ]
