"""Try the rows of a file that is looked at, piece by piece, each taken back; to be called again after a crash."""

import logging

from django.db import OperationalError, transaction
from django.db.models import F

from fidus.lib import clock
from fidus.lib.trial import trial
from funds.intake.domain.layouts import Kind
from funds.intake.domain.pieces import pieces
from funds.intake.domain.rows import Row
from funds.intake.domain.run_states import LOOKED_AT
from funds.intake.errors import IntakeError
from funds.intake.models import IntakeRun, IntakeTrial
from funds.intake.reading import rows_of
from funds.intake.services.take_row import REFUSALS, take_row, words_of

logger = logging.getLogger(__name__)
# Rows of a piece: what they lock is free again when it ends, and so nobody else waits long for it.
PIECE = 25


def try_run(*, run: int) -> IntakeRun | None:
    """The run when every row is tried; None if another worker has it in hand or there is nothing to try."""
    try:
        return _try(run)
    except OperationalError:
        # The database itself is unwell: the sweeper comes again.
        raise
    except Exception:
        logger.exception("the rows of run %s could not be tried", run)
        error = "An error of ours, not of the file; it is in the log under this run's number."
        IntakeRun.objects.filter(pk=run, state__in=LOOKED_AT).update(trial_error=error)
        return None


def _try(run: int) -> IntakeRun | None:
    look, starts = 0, dict[int, list[Row]]()
    while True:
        with transaction.atomic():
            found = IntakeRun.objects.filter(pk=run, state__in=LOOKED_AT, trial_error="", tried__lt=F("rows"))
            row = found.select_for_update(skip_locked=True, of=("self",)).select_related("uploaded_by").first()
            if row is None:
                return IntakeRun.objects.filter(pk=run, look=look).first()
            if row.look != look:
                try:
                    look, starts = row.look, _starts(row)
                except IntakeError as error:
                    found.update(trial_error=str(error))
                    return None
            _try_piece(row, starts[row.tried])


def _starts(run: IntakeRun) -> dict[int, list[Row]]:
    """The pieces, each by the number of rows before it: how far a trial is says where it goes on."""
    before, starts = 0, {}
    for piece in pieces(Kind(run.kind), rows_of(run), least=PIECE):
        starts[before] = piece
        before += len(piece)
    return starts


def _try_piece(run: IntakeRun, piece: list[Row]) -> None:
    with trial():
        tried = [_tried(run, row) for row in piece]
    IntakeTrial.objects.bulk_create(tried)
    IntakeRun.objects.filter(pk=run.pk).update(tried=F("tried") + len(piece), tried_at=clock.now())


def _tried(run: IntakeRun, row: Row) -> IntakeTrial:
    try:
        outcome, text = take_row(run=run, row=row, by=run.uploaded_by)
    except REFUSALS as error:
        outcome, text = "failed", words_of(error)
    if outcome == "added" and not run.books_money:
        # The number of the trial is not the one it will have.
        text = "New; it gets its number when it is taken in."
    return IntakeTrial(run=run, look=run.look, row=row.number, key=row.key, outcome=outcome, text=text[:500])
