"""What Celery runs for notices; they are sent by a process of its own (services/tell_people.py)."""

from celery import shared_task

from accounts.notices.services import forget_notices


@shared_task(soft_time_limit=590, time_limit=600)
def forget_old_notices() -> None:
    forget_notices.forget_notices()
