"""Tasks of the wiring itself."""

from celery import shared_task

from fidus import heartbeats
from fidus.lib import clock
from fidus.night import run_night


@shared_task(name=heartbeats.TASK, time_limit=10, soft_time_limit=8)
def heartbeat() -> None:
    """A sign that a task went the whole way: scheduler, queue, worker, cache."""
    heartbeats.beat("task")


@shared_task(name="fidus.tasks.tonight")
def tonight() -> None:
    """Everything up to the business date, nights that were missed included."""
    run_night(as_of=clock.today(), by=None)
