import logging
from datetime import datetime, timedelta

from django.db import OperationalError, transaction
from django.db.models import F, Q

from fidus.lib import clock
from funds.domain.statement_batch_states import BatchAction, BatchState, RowAction, RowState, after, sources
from funds.models import Statement, StatementBatch, StatementBatchRow
from funds.services.issue_statement import issue_statement
from funds.statements.errors import NotSealedYet, StatementRefused
from funds.statements.wake import WORKERS, wake_statement_workers

logger = logging.getLogger(__name__)

# Longer than a statement takes, short enough that the row of a worker that died is soon somebody else's.
LEASE = timedelta(seconds=15)
MOST_ATTEMPTS = 5
WAIT_FOR_SEAL = timedelta(seconds=5)


def work_statement_batch(*, batch: int, until: datetime | None = None, most: int | None = None) -> int:
    """Issue the run's statements one by one until none is left, the time is `until` or `most` are done; how many were.

    Any number of processes may work on one run, and each may die: its row is taken up when its lease has run out.
    """
    done = 0
    while (most is None or done < most) and (until is None or clock.now() < until):
        row = _take_one(batch)
        if row is None:
            break
        _issue(row)
        done += 1
    finish_if_done(batch)
    return done


def _take_one(batch: int) -> StatementBatchRow | None:
    """The next row nobody works on, leased to us."""
    now = clock.now()
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    with transaction.atomic():
        row = (
            StatementBatchRow.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("client", "batch__started_by")
            .filter(free, batch=batch, batch__state=BatchState.RUNNING, state=RowState.PENDING)
            .order_by("pk")
            .first()
        )
        if row:
            taken = StatementBatchRow.objects.filter(pk=row.pk)
            taken.update(leased_until=now + LEASE, attempts=F("attempts") + 1)
    return row


def _issue(row: StatementBatchRow) -> None:
    if row.attempts >= MOST_ATTEMPTS:
        _fail(row, f"Given up: whoever worked on it died {row.attempts} times. The workers' logs say why.")
        return
    try:
        statement = issue_statement(
            client=row.client, month=row.batch.month, by=row.batch.started_by, correct=row.batch.correct
        )
    except NotSealedYet:
        # Nobody's fault, and over in a moment: the row comes round again and no attempt is counted.
        waiting = StatementBatchRow.objects.filter(pk=row.pk, state=RowState.PENDING)
        waiting.update(leased_until=clock.now() + WAIT_FOR_SEAL, attempts=F("attempts") - 1)
    except StatementRefused as refused:
        _fail(row, str(refused))
    except OperationalError:
        # The database is away: the row stays as it is, and is taken up when the lease has run out.
        raise
    except Exception:  # One client's broken figures must not hold up the others.
        logger.exception("statement of %s for %s could not be made", row.client, row.batch.month)
        _fail(row, f"Unexpected error, nothing was issued. The log has it under row {row.pk}.")
    else:
        _settle(row, RowAction.ISSUE, RowState.DONE, statement=statement, reason="")


def _fail(row: StatementBatchRow, reason: str) -> None:
    _settle(row, RowAction.FAIL, RowState.FAILED, statement=None, reason=reason)


def _settle(
    row: StatementBatchRow, action: RowAction, state: RowState, *, statement: Statement | None, reason: str
) -> None:
    """Guarded: what somebody else settled meanwhile, or cancelled, stays so."""
    StatementBatchRow.objects.filter(pk=row.pk, state__in=sources(action)).update(
        state=state, statement=statement, reason=reason, leased_until=None, done_at=clock.now()
    )


def finish_if_done(batch: int) -> None:
    """End the run when no row is left to do."""
    if StatementBatchRow.objects.filter(batch=batch, state=RowState.PENDING).exists():
        return
    StatementBatch.objects.filter(pk=batch, state=BatchState.RUNNING).update(
        state=after(BatchState.RUNNING, BatchAction.FINISH), ended_at=clock.now()
    )


def take_up_statement_batches() -> None:
    """Call workers to runs that have work and too few at it: a message was lost, a worker died or its turn ended."""
    now = clock.now()
    for batch in StatementBatch.objects.filter(state=BatchState.RUNNING):
        pending = StatementBatchRow.objects.filter(batch=batch, state=RowState.PENDING)
        held = pending.filter(leased_until__gte=now).count()
        if pending.count() > held:
            wake_statement_workers(batch.pk, WORKERS - held)
        elif not held:
            finish_if_done(batch.pk)
