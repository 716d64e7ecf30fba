"""What a run would do, tried row by row and taken back."""

from django.db import transaction

from funds.intake.models import IntakeResult, IntakeRun
from funds.intake.reading import rows_of
from funds.intake.services.take_row import REFUSALS, take_row, words_of

# Beyond these a trial takes too long for a page; the others are checked for what their cells say.
TRIED = 100


def try_run(*, run: IntakeRun) -> list[IntakeResult]:
    """One result per row, none of it kept; raises IntakeError if a needed column is missing."""
    results = []
    with transaction.atomic():
        for place, row in enumerate(rows_of(run)):
            outcome, text = "added", "Not tried here: its cells are good."
            if row.error:
                outcome, text = "failed", row.error
            elif place < TRIED:
                try:
                    outcome, text = take_row(run=run, row=row, by=run.uploaded_by)
                except REFUSALS as error:
                    outcome, text = "failed", words_of(error)
                if outcome == "added" and not run.books_money:
                    # The number of the trial is not the one it will have.
                    text = "New; it gets its number when it is taken in."
            results.append(IntakeResult(run=run, row=row.number, key=row.key, outcome=outcome, text=text[:500]))
        transaction.set_rollback(True)
    return results
