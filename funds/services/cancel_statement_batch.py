from django.db import transaction

from accounts.models import User
from accounts.trail import api as trail
from fidus.lib import clock
from funds.domain.statement_batch_states import BatchAction, BatchState, IllegalBatchAction, RowAction, after, sources
from funds.domain.statement_batch_states import RowState as Row
from funds.models import StatementBatch, StatementBatchRow
from funds.statements.errors import StatementRefused
from funds.statements.events import StatementRunCancelled


def cancel_statement_batch(*, batch: StatementBatch, by: User) -> StatementBatch:
    """Stop a run; what is issued stays issued, a statement just being made may still be."""
    try:
        cancelled = after(BatchState(batch.state), BatchAction.CANCEL)
    except IllegalBatchAction as error:
        raise StatementRefused(str(error)) from None
    with transaction.atomic():
        stopped = StatementBatch.objects.filter(pk=batch.pk, state=BatchState.RUNNING).update(
            state=cancelled, ended_at=clock.now(), ended_by=by
        )
        if not stopped:
            raise StatementRefused("The run has ended meanwhile.")
        rows = StatementBatchRow.objects.filter(batch=batch, state__in=sources(RowAction.CANCEL))
        left = rows.update(state=Row.CANCELLED, leased_until=None)
        subject = f"statements:{batch.month:%Y-%m}"
        trail.record(StatementRunCancelled(subject=subject, client=None, month=batch.month, left=left), by=by)
    batch.refresh_from_db()
    return batch
