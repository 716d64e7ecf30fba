"""Work through a running file: all rows in one step, or one after the other; to be called again after a crash."""

import logging
from itertools import islice

from django.db import OperationalError, transaction

from accounts.trail.api import record
from funds.intake.domain.rows import Row
from funds.intake.domain.run_states import RUNNING
from funds.intake.errors import IntakeError
from funds.intake.events import IntakeEnded
from funds.intake.models import IntakeResult, IntakeRun
from funds.intake.reading import rows_of
from funds.intake.services.move_run import move_run
from funds.intake.services.take_row import REFUSALS, take_row, words_of

logger = logging.getLogger(__name__)
# Rows between two looks at whether somebody cancelled; each look also shows how far it is.
STEP = 25


def work_run(*, run: int) -> IntakeRun | None:
    """None if another worker has it in hand or it does not run."""
    try:
        return _work(run)
    except OperationalError:
        # The database itself is unwell: the sweeper comes again.
        raise
    except Exception:
        logger.exception("run %s could not be worked through", run)
        with transaction.atomic():
            found = IntakeRun.objects.select_for_update(of=("self",)).select_related("uploaded_by").get(pk=run)
            _end(found, "fail", "An error of ours, not of the file; it is in the log under this run's number.")
        return found


def _work(run: int) -> IntakeRun | None:
    rows: list[Row] | None = None
    while True:
        with transaction.atomic():
            found = IntakeRun.objects.filter(pk=run, state=RUNNING)
            row = found.select_for_update(skip_locked=True, of=("self",)).select_related("uploaded_by").first()
            if row is None:
                return None
            try:
                rows = rows_of(row) if rows is None else rows
            except IntakeError as error:
                _end(row, "fail", str(error))
                return row
            if row.whole:
                _all_or_nothing(row, rows)
            elif _next_step(row, rows):
                continue
            return row


def _next_step(run: IntakeRun, rows: list[Row]) -> bool:
    """The next rows, each for itself; whether there may be more."""
    reached = set(run.results.values_list("row", flat=True))
    waiting = (row for row in rows if row.number not in reached)
    step = list(islice(waiting, STEP))
    if not step:
        _end(run, "finish")
        return False
    IntakeResult.objects.bulk_create([_tried(run, row) for row in step])
    IntakeRun.objects.filter(pk=run.pk).update(done=len(reached) + len(step))
    return True


def _tried(run: IntakeRun, row: Row) -> IntakeResult:
    try:
        outcome, text = take_row(run=run, row=row, by=run.uploaded_by)
    except REFUSALS as error:
        outcome, text = "failed", words_of(error)
    return IntakeResult(run=run, row=row.number, key=row.key, outcome=outcome, text=text[:500])


class _TakenBack(Exception):
    """A row of a whole run failed: everything before it is undone."""


def _all_or_nothing(run: IntakeRun, rows: list[Row]) -> None:
    results: list[IntakeResult] = []
    try:
        with transaction.atomic():
            results = [_tried(run, row) for row in rows]
            if any(one.outcome == "failed" for one in results):
                raise _TakenBack
    except _TakenBack:
        failed = [one for one in results if one.outcome == "failed"]
        IntakeResult.objects.bulk_create(failed)
        few = "One row" if len(failed) == 1 else f"{len(failed)} rows"
        first = f"the first is row {failed[0].row}: {failed[0].text}"
        _end(run, "fail", f"{few} could not be taken in, so none was; {first}")
        return
    IntakeResult.objects.bulk_create(results)
    IntakeRun.objects.filter(pk=run.pk).update(done=len(results))
    _end(run, "finish")


def _end(run: IntakeRun, action: str, reason: str = "") -> None:
    move_run(run, action, reason=reason)
    outcomes = [run.results.filter(outcome=one).count() for one in ("added", "known", "failed")]
    record(IntakeEnded(f"intake:{run.pk}", None, run.state, *outcomes, reason[:1000]), by=run.uploaded_by)
