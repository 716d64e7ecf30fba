from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("funds", "0011_payouts_before_destinations"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="interestpayout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("destination__isnull", True), ("state", "due")),
                    models.Q(("destination__isnull", False), ("state__in", ["approved", "paid"])),
                    _connector="OR",
                ),
                name="payout_approved_for_a_destination",
            ),
        ),
    ]
