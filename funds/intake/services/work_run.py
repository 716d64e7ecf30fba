"""Work through a running file: all rows in one step, or one after the other; to be called again after a crash."""

import logging

from django.db import OperationalError, connection, transaction

from funds.intake.domain.rows import Row
from funds.intake.domain.run_states import RUNNING
from funds.intake.errors import IntakeError
from funds.intake.models import IntakeRun
from funds.intake.reading import rows_of
from funds.intake.services.close_run import close_run
from funds.intake.services.take_rows import take_next_rows
from funds.intake.services.take_whole import take_whole

logger = logging.getLogger(__name__)
_IN_HAND = "select pg_try_advisory_xact_lock(hashtextextended(%s, 0))"


def work_run(*, run: int) -> IntakeRun | None:
    """None if another worker has it in hand or it does not run, cancelled meanwhile included."""
    try:
        return _work(run)
    except OperationalError:
        # The database itself is unwell: the sweeper comes again.
        raise
    except Exception:
        logger.exception("run %s could not be worked through", run)
        with transaction.atomic():
            found = IntakeRun.objects.select_for_update(of=("self",)).select_related("uploaded_by").get(pk=run)
            if found.state != RUNNING:
                return None
            close_run(found, "fail", "An error of ours, not of the file; it is in the log under this run's number.")
        return found


def _work(run: int) -> IntakeRun | None:
    rows: list[Row] | None = None
    while True:
        with transaction.atomic():
            row = _taken_in_hand(run)
            if row is None:
                return None
            try:
                rows = rows_of(row) if rows is None else rows
            except IntakeError as error:
                close_run(row, "fail", str(error))
                return row
            if row.whole:
                return row if take_whole(row, rows) else None
            if not take_next_rows(row, rows):
                return row


def _taken_in_hand(run: int) -> IntakeRun | None:
    """The run, ours until the transaction ends: of a whole one the row stays free, so that it can be cancelled."""
    found = IntakeRun.objects.filter(pk=run, state=RUNNING).select_related("uploaded_by")
    with connection.cursor() as cursor:
        cursor.execute(_IN_HAND, [f"intake:{run}"])
        if not cursor.fetchone()[0]:
            return None
    row = found.first()
    if row is None or row.whole:
        return row
    return found.select_for_update(skip_locked=True, of=("self",)).first()
