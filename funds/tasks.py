"""What Celery runs for funds: each task takes ids, calls one service, and may run twice without harm."""

from datetime import date, timedelta

from celery import shared_task

from accounts.models import User
from fidus.lib import clock
from funds.services.run_night import run_night
from funds.services.work_statement_batch import take_up_statement_batches, work_statement_batch

# The engine keeps a little memory of every document: a worker's turn ends before it shows.
_TURN, _MOST = timedelta(minutes=10), 400


@shared_task(time_limit=15 * 60, soft_time_limit=14 * 60)
def work_on_statements(batch: int) -> None:
    work_statement_batch(batch=batch, until=clock.now() + _TURN, most=_MOST)


@shared_task(time_limit=60, soft_time_limit=50)
def sweep_statement_runs() -> None:
    take_up_statement_batches()


@shared_task(time_limit=60 * 60, soft_time_limit=59 * 60)
def accrue_to(as_of: str, by: int | None) -> None:
    run_night(as_of=date.fromisoformat(as_of), by=User.objects.filter(pk=by).first())
