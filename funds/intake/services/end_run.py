"""End a run before it has finished."""

from django.db import transaction

from accounts.models import User
from funds.intake.errors import IntakeError
from funds.intake.models import IntakeRun
from funds.intake.services.close_run import close_run


@transaction.atomic
def end_run(*, run: IntakeRun, action: str, reason: str = "", by: User) -> IntakeRun:
    """Discard a received one, refuse a waiting one with a reason, cancel a running one (a whole one: nothing stays)."""
    # The rows being taken in refer to the run, which a lock of its key would wait for.
    run = IntakeRun.objects.select_for_update(of=("self",), no_key=True).get(pk=run.pk)
    if action == "refuse" and not reason.strip():
        raise IntakeError("Say why it is refused.")
    close_run(run, action, reason.strip(), by=by)
    return run
