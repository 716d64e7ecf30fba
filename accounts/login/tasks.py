"""What is tidied up behind the way in."""

from celery import shared_task

from accounts.login.services.count_try import forget_old_tries
from accounts.login.services.forget_sessions import forget_sessions
from accounts.login.services.know_device import forget_devices


@shared_task(soft_time_limit=50, time_limit=60)
def forget_tries() -> None:
    forget_old_tries()
    forget_sessions()
    forget_devices()
