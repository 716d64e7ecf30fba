"""What Celery runs for fees: each task takes ids, calls one service, and may run twice without harm."""

from datetime import timedelta

from celery import shared_task

from fidus.lib import clock
from funds.fees.services.work_fee_run import take_up_fee_runs, work_fee_run

_TURN = timedelta(minutes=10)


@shared_task(time_limit=15 * 60, soft_time_limit=14 * 60)
def work_on_fees(run: int) -> None:
    work_fee_run(run=run, until=clock.now() + _TURN)


@shared_task(time_limit=60, soft_time_limit=50)
def sweep_fee_runs() -> None:
    take_up_fee_runs()
