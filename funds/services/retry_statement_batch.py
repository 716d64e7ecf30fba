from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.trail import api as trail
from funds.domain.statement_batch_states import (
    BatchAction,
    BatchState,
    IllegalBatchAction,
    RowAction,
    RowState,
    sources,
)
from funds.domain.statement_batch_states import after as state_after
from funds.models import StatementBatch, StatementBatchRow
from funds.statements.errors import StatementRefused
from funds.statements.events import StatementRunRetried
from funds.statements.wake import wake_statement_workers


def retry_statement_batch(*, batch: StatementBatch, by: User) -> StatementBatch:
    """Try again what failed or was cancelled; what is issued is left alone."""
    try:
        running = state_after(BatchState(batch.state), BatchAction.RETRY)
    except IllegalBatchAction as error:
        raise StatementRefused(str(error)) from None
    try:
        with transaction.atomic():
            changed = StatementBatch.objects.filter(pk=batch.pk, state=batch.state).update(
                state=running, ended_at=None, ended_by=None
            )
            if not changed:
                raise StatementRefused("The run has changed meanwhile. Look at it again.")
            rows = StatementBatchRow.objects.filter(batch=batch, state__in=sources(RowAction.RETRY))
            clients = rows.update(state=RowState.PENDING, reason="", leased_until=None, attempts=0, done_at=None)
            subject = f"statements:{batch.month:%Y-%m}"
            trail.record(StatementRunRetried(subject=subject, client=None, month=batch.month, clients=clients), by=by)
            transaction.on_commit(lambda: wake_statement_workers(batch.pk), robust=True)
    except IntegrityError:
        raise StatementRefused("Another run of this month is going on.") from None
    batch.refresh_from_db()
    return batch
