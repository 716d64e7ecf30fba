"""Say how a received file is to be read; read otherwise, its rows are tried anew."""

from django.db import transaction

from funds.intake.domain.run_states import RECEIVED
from funds.intake.errors import IntakeError
from funds.intake.models import IntakeRun
from funds.intake.services.try_again import try_again


@transaction.atomic
def set_reading(*, run: IntakeRun, columns: dict[str, str], day_order: str, decimal: str, whole: bool) -> IntakeRun:
    """Only while it is received: what was approved is what runs. Raises IntakeError."""
    run = IntakeRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.state != RECEIVED:
        raise IntakeError("This run cannot be changed any more.")
    reading = ({name: heading for name, heading in columns.items() if heading}, day_order, decimal)
    otherwise = reading != (run.columns, run.day_order, run.decimal)
    run.columns, run.day_order, run.decimal = reading
    run.whole = whole
    run.save(update_fields=["columns", "day_order", "decimal", "whole"])
    return try_again(run=run) if otherwise else run
