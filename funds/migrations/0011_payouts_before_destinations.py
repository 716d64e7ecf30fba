"""What was approved before destinations were kept is due again; what was paid says that nobody wrote down where to."""

from django.db import migrations

BEFORE = """
update funds_interestpayout set state = 'due', approved_by_id = null, approved_at = null where state = 'approved';
update funds_interestpayout set destination = jsonb_build_object(
    'reference', '', 'label', 'Not kept: paid before destinations were', 'over', '', 'asset', currency, 'address', '',
    'short', 'not kept', 'holder', '', 'bic', '')
where state = 'paid';
"""
UNDO = "update funds_interestpayout set destination = null;"


class Migration(migrations.Migration):
    dependencies = [("funds", "0010_payout_destination")]
    operations = [migrations.RunSQL(BEFORE, UNDO)]
