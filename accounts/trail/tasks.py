"""Woken after a commit, and every few seconds."""

from celery import shared_task

from accounts.trail.services import deliver, seal


@shared_task(soft_time_limit=50, time_limit=60)
def deliver_events() -> None:
    seal.seal()
    deliver.deliver()
