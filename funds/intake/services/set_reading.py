"""Say how a received file is to be read."""

from django.db import transaction

from funds.intake.domain.run_states import RECEIVED
from funds.intake.errors import IntakeError
from funds.intake.models import IntakeRun


@transaction.atomic
def set_reading(*, run: IntakeRun, columns: dict[str, str], day_order: str, decimal: str, whole: bool) -> IntakeRun:
    """Only while it is received: what was approved is what runs. Raises IntakeError."""
    found = IntakeRun.objects.filter(pk=run.pk, state=RECEIVED)
    kept = {name: heading for name, heading in columns.items() if heading}
    if found.update(columns=kept, day_order=day_order, decimal=decimal, whole=whole) != 1:
        raise IntakeError("This run cannot be changed any more.")
    run.refresh_from_db()
    return run
