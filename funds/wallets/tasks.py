"""What Celery runs for the wallets: both sweeps look at tables, so a message that is lost costs one turn."""

from celery import shared_task

from funds.wallets.services import activate_due_destinations as activation
from funds.wallets.services import follow_payments as following


@shared_task(time_limit=10 * 60, soft_time_limit=9 * 60)
def follow_payments() -> None:
    following.follow_payments(most=20)


@shared_task(time_limit=60, soft_time_limit=50)
def activate_due_destinations() -> None:
    activation.activate_due_destinations()
