from calendar import monthrange
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.models import Client, User
from accounts.trail import api as trail
from fidus.lib import clock
from funds.domain.statement_batch_states import BatchState
from funds.models import StatementBatch, StatementBatchRow
from funds.statements.errors import MonthNotOver
from funds.statements.events import StatementRunStarted
from funds.statements.wake import wake_statement_workers


def start_statement_batch(*, month: date, by: User | None) -> StatementBatch:
    """A run of the month for every client with money in it; one that is running already is returned instead."""
    start, end = ended_month(month)
    return start_run(month=start, clients=due_clients(start, end), by=by)


def ended_month(month: date) -> tuple[date, date]:
    """Its first and last day; raises MonthNotOver."""
    start = month.replace(day=1)
    end = start.replace(day=monthrange(start.year, start.month)[1])
    if end >= clock.today():
        raise MonthNotOver(f"{start:%B %Y} has not ended. Its statements can be issued from the day after its last.")
    return start, end


def start_run(
    *, month: date, clients: list[Client], by: User | None, alone: Client | None = None, correct: bool = False
) -> StatementBatch:
    """A run for `clients`, woken once it is committed; the one of the same month and client `alone` that is running."""
    try:
        with transaction.atomic():
            batch = StatementBatch.objects.create(
                month=month, client=alone, correct=correct, state=BatchState.RUNNING, started_at=clock.now(),
                started_by=by,
            )  # fmt: skip
            StatementBatchRow.objects.bulk_create(StatementBatchRow(batch=batch, client=client) for client in clients)
            event = StatementRunStarted(
                subject=f"statements:{month:%Y-%m}",
                client=alone.pk if alone else None,
                month=month,
                clients=len(clients),
            )
            trail.record(event, by=by)
            transaction.on_commit(lambda: wake_statement_workers(batch.pk), robust=True)
    except IntegrityError:
        return StatementBatch.objects.get(month=month, client=alone, state=BatchState.RUNNING)
    return batch


def due_clients(start: date, end: date) -> list[Client]:
    """Clients with an investment that was funded by the month's end and not closed before its start."""
    held = Q(investments__closed_on__isnull=True) | Q(investments__closed_on__gte=start)
    return list(Client.objects.filter(held, investments__funded_on__lte=end).distinct().order_by("number"))
