"""What Celery runs for signals."""

from celery import shared_task

from trading.signals.services.expire_signals import expire_signals
from trading.signals.services.take_dropped_files import take_dropped_files


@shared_task(time_limit=60, soft_time_limit=50)
def take_files() -> None:
    take_dropped_files()


@shared_task(time_limit=60, soft_time_limit=50)
def end_late_signals() -> None:
    expire_signals()
