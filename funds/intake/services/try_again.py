"""Try the rows anew: what is here may have changed, or how the file is read."""

from django.db import transaction

from funds.intake.domain.run_states import LOOKED_AT
from funds.intake.errors import IntakeError
from funds.intake.models import IntakeRun
from funds.intake.services.wake import wake_on_commit


@transaction.atomic
def try_again(*, run: IntakeRun) -> IntakeRun:
    """The run at its next look; raises IntakeError once it was started or put aside."""
    run = IntakeRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.state not in LOOKED_AT:
        raise IntakeError("This run cannot be tried any more.")
    run.trials.all().delete()
    run.look, run.tried, run.tried_at, run.trial_error = run.look + 1, 0, None, ""
    run.save(update_fields=["look", "tried", "tried_at", "trial_error"])
    wake_on_commit("try_run", run.pk)
    return run
