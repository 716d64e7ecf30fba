"""What Celery runs for files of rows: each task may run twice without harm."""

from celery import shared_task
from django.db.models import F

from funds.intake.domain.run_states import LOOKED_AT, RUNNING
from funds.intake.models import IntakeRun
from funds.intake.services.try_run import try_run as try_it
from funds.intake.services.work_run import work_run as work_it


@shared_task(time_limit=30 * 60, soft_time_limit=29 * 60)
def work_run(run: int) -> None:
    work_it(run=run)


@shared_task(time_limit=30 * 60, soft_time_limit=29 * 60)
def try_run(run: int) -> None:
    try_it(run=run)


@shared_task(time_limit=30 * 60, soft_time_limit=29 * 60)
def sweep_runs() -> None:
    """Runs that no message told of, or whose worker died; one that is in hand is left alone."""
    for run in IntakeRun.objects.filter(state=RUNNING).order_by("pk").values_list("pk", flat=True)[:10]:
        work_it(run=run)
    untried = IntakeRun.objects.filter(state__in=LOOKED_AT, trial_error="", tried__lt=F("rows"))
    for run in untried.order_by("pk").values_list("pk", flat=True)[:10]:
        try_it(run=run)
