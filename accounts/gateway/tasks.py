"""What Celery runs for the gateway."""

from celery import shared_task

from accounts.gateway.services.forget_old import forget_old


@shared_task(time_limit=600, soft_time_limit=590)
def forget_old_calls_and_tokens() -> None:
    """Every night; a night that was missed is made up for by the next."""
    forget_old()
