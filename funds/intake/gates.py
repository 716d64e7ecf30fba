"""May these rows go in?"""

from funds.intake.domain.run_states import LOOKED_AT
from funds.intake.errors import IntakeError
from funds.intake.models import IntakeRun


def check_tried(run: IntakeRun) -> None:
    """Raises IntakeError while rows were not tried, and where all are to go in and one is not good."""
    if run.state not in LOOKED_AT:
        return
    if run.trial_error:
        raise IntakeError(run.trial_error)
    if run.being_tried:
        raise IntakeError(f"{run.tried} of {run.rows} rows are tried; wait for the others.")
    bad = run.trials.filter(look=run.look, outcome="failed").order_by("row").first()
    if run.whole and bad is not None:
        raise IntakeError(f"Row {bad.row}: {bad.text} All rows go in, or none.")
