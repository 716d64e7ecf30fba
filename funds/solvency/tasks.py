"""What Celery runs for solvency: each task takes ids, calls one service, and may run twice without harm."""

from celery import shared_task

from funds.solvency.services.work_solvency_run import take_up_solvency_runs, work_solvency_run


@shared_task(time_limit=10 * 60, soft_time_limit=9 * 60)
def work_on_solvency(run: int) -> None:
    work_solvency_run(run=run)


@shared_task(time_limit=60, soft_time_limit=50)
def sweep_solvency_runs() -> None:
    take_up_solvency_runs()
