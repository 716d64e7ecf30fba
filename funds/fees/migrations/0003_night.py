from django.db import migrations, models

# Every night writes every row; free space in its pages lets the new version stay beside the old one.
ROOM = "alter table fees_feestanding set (fillfactor = 50)"
NO_ROOM = "alter table fees_feestanding reset (fillfactor)"


class Migration(migrations.Migration):
    dependencies = [("fees", "0002_guards")]
    operations = [
        migrations.AlterField(
            model_name="feestanding",
            name="accrued_through",
            field=models.DateField(),
        ),
        migrations.RunSQL(ROOM, NO_ROOM),
    ]
