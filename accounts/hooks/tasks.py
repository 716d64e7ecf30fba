"""What Celery runs for the webhooks; both look at tables, so a message that is lost costs one turn."""

from celery import shared_task

from accounts.hooks.services import forget_messages, queue_events, send_messages


@shared_task(soft_time_limit=50, time_limit=60)
def send_webhooks() -> None:
    queue_events.queue_events()
    send_messages.send_messages()


@shared_task(soft_time_limit=590, time_limit=600)
def forget_old_messages() -> None:
    forget_messages.forget_messages()
