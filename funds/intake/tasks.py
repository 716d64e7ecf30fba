"""What Celery runs for files of rows: each task may run twice without harm."""

from celery import shared_task

from funds.intake.domain.run_states import RUNNING
from funds.intake.models import IntakeRun
from funds.intake.services.work_run import work_run as work_it


@shared_task(time_limit=30 * 60, soft_time_limit=29 * 60)
def work_run(run: int) -> None:
    work_it(run=run)


@shared_task(time_limit=30 * 60, soft_time_limit=29 * 60)
def sweep_runs() -> None:
    """Runs that no message told of, or whose worker died; one that is in hand is left alone."""
    for run in IntakeRun.objects.filter(state=RUNNING).order_by("pk").values_list("pk", flat=True)[:10]:
        work_it(run=run)
