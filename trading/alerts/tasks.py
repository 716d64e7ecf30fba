"""What Celery runs for alerts."""

from celery import shared_task

from trading.alerts.services.evaluate_alerts import evaluate_alerts as evaluate


@shared_task(time_limit=60, soft_time_limit=50)
def evaluate_alerts() -> None:
    """Every rule; one that runs already is enough."""
    evaluate()
