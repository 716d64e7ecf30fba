"""What Celery runs for reconciliation."""

from celery import shared_task

from trading.reconciliation.services.reconcile import reconcile


@shared_task(time_limit=110, soft_time_limit=100)
def compare_accounts() -> None:
    """Every account; one that runs already is enough."""
    reconcile()
