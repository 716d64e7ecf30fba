"""What Celery runs for exchange rates."""

from celery import shared_task
from django.conf import settings

from accounts.rates.feed import feed_state
from accounts.rates.services.fetch_rates import fetch_rates


@shared_task(time_limit=120, soft_time_limit=110)
def fetch_rates_when_due() -> None:
    """Asks only while a day that should be out is not held; the source's file reaches back ninety days."""
    if settings.RATES_FEED_URL and feed_state().is_due:
        fetch_rates(by=None)
