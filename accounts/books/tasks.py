"""What Celery runs for the books: each task takes ids, calls one service, and may run twice without harm."""

from celery import shared_task

from accounts.books.domain.closing_states import ClosingState
from accounts.books.models import ClosingRun
from accounts.books.services.work_closing import work_closing


@shared_task(time_limit=30 * 60, soft_time_limit=29 * 60)  # type: ignore[untyped-decorator]
def work_on_closing(run: int) -> None:
    work_closing(run=run)


@shared_task(time_limit=30 * 60, soft_time_limit=29 * 60)  # type: ignore[untyped-decorator]
def sweep_closings() -> None:
    """Take up checklists that nobody works on: a message was lost or a worker died."""
    for run in ClosingRun.objects.filter(state=ClosingState.CHECKING.value).values_list("pk", flat=True):
        work_closing(run=run)
