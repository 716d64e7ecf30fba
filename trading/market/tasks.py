"""What Celery runs for market data: each may run twice without harm."""

from celery import shared_task

from trading.market.services.fetch_quotes import fetch_quotes as fetch_them
from trading.market.services.roll_up import roll_up as roll_them_up


@shared_task(time_limit=120, soft_time_limit=110)
def fetch_quotes() -> None:
    fetch_them()


@shared_task(time_limit=300, soft_time_limit=280)
def roll_up() -> None:
    roll_them_up()
