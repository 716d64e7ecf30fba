"""Tasks of the wiring itself."""

from celery import shared_task

from fidus import heartbeats


@shared_task(name=heartbeats.TASK, time_limit=10, soft_time_limit=8)
def heartbeat() -> None:
    """A sign that a task went the whole way: scheduler, queue, worker, cache."""
    heartbeats.beat("task")
