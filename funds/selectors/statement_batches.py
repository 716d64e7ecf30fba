"""How far a run of statements is."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Max, Min, Q

from fidus.lib import clock
from funds.domain.statement_batch_states import BatchState, RowState
from funds.models import StatementBatch

_ENOUGH_TO_TELL = 3


@dataclass(frozen=True)
class Progress:
    """Rows by state; `left` is the time still needed, None while nobody can tell or nothing runs."""

    total: int
    done: int
    failed: int
    pending: int
    cancelled: int
    at_work: int
    left: timedelta | None

    @property
    def settled(self) -> int:
        return self.done + self.failed


def progress(batch: StatementBatch) -> Progress:
    now = clock.now()
    counts = batch.rows.aggregate(
        total=Count("pk"),
        done=Count("pk", filter=Q(state=RowState.DONE)),
        failed=Count("pk", filter=Q(state=RowState.FAILED)),
        pending=Count("pk", filter=Q(state=RowState.PENDING)),
        cancelled=Count("pk", filter=Q(state=RowState.CANCELLED)),
        at_work=Count("pk", filter=Q(state=RowState.PENDING, leased_until__gte=now)),
        # The pace of the last minute: a run that was taken up again does not count the night it lay still.
        paced=Count("pk", filter=Q(done_at__gte=now - timedelta(minutes=1))),
        first=Min("done_at", filter=Q(done_at__gte=now - timedelta(minutes=1))),
        newest=Max("done_at"),
    )
    paced, first, newest = counts.pop("paced"), counts.pop("first"), counts.pop("newest")
    left = None
    if batch.state == BatchState.RUNNING and paced >= _ENOUGH_TO_TELL and newest > first:
        left = (newest - first) / (paced - 1) * counts["pending"]
    return Progress(**counts, left=left)
