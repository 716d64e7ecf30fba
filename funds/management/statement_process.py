"""What one process of a statement run does; a new process imports this before Django is ready."""

import time


def work(batch: int) -> None:
    """A process of its own: the engine keeps fonts and a little memory per process."""
    import django

    django.setup()
    from funds.domain.statement_batch_states import BatchState, RowState
    from funds.models import StatementBatch
    from funds.services.work_statement_batch import work_statement_batch

    while StatementBatch.objects.filter(pk=batch, state=BatchState.RUNNING, rows__state=RowState.PENDING).exists():
        if not work_statement_batch(batch=batch):
            # What is left is leased to a process that works or has died; the lease tells which.
            time.sleep(1)
