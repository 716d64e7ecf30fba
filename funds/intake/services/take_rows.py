"""The next rows of a run, each for itself."""

from itertools import islice

from fidus.lib.trial import trial
from funds.intake.domain.rows import Row
from funds.intake.models import IntakeResult, IntakeRun
from funds.intake.services.close_run import close_run
from funds.intake.services.take_row import REFUSALS, take_row, words_of

# Rows between two looks at whether somebody cancelled; each look also shows how far it is.
STEP = 25


def take_next_rows(run: IntakeRun, rows: list[Row]) -> bool:
    """Whether there may be more; with none left the run is finished."""
    reached = set(run.results.values_list("row", flat=True))
    step = list(islice((row for row in rows if row.number not in reached), STEP))
    if not step:
        close_run(run, "finish")
        return False
    failed = run.trials.filter(look=run.look, outcome="failed", row__in=[row.number for row in step])
    doubtful = set(failed.values_list("row", flat=True))
    IntakeResult.objects.bulk_create([taken(run, row, doubtful=row.number in doubtful) for row in step])
    IntakeRun.objects.filter(pk=run.pk).update(done=len(reached) + len(step))
    return True


def taken(run: IntakeRun, row: Row, *, doubtful: bool = False) -> IntakeResult:
    """The row's result; a doubtful one is tried once more first, so that no number is drawn for what is refused."""
    try:
        if doubtful:
            with trial():
                take_row(run=run, row=row, by=run.uploaded_by)
        outcome, text = take_row(run=run, row=row, by=run.uploaded_by)
    except REFUSALS as error:
        outcome, text = "failed", words_of(error)
    return IntakeResult(run=run, row=row.number, key=row.key, outcome=outcome, text=text[:500])
