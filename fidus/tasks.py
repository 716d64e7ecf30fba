"""Tasks of the wiring itself."""

from celery import shared_task
from django.conf import settings

from fidus import heartbeats
from fidus.demo.market import INVENTED, SERVER
from fidus.lib import clock
from fidus.night import run_night
from trading.market.services.invent_prices import invent_prices as invent


@shared_task(name=heartbeats.TASK, time_limit=10, soft_time_limit=8)
def heartbeat() -> None:
    """A sign that a task went the whole way: scheduler, queue, worker, cache."""
    heartbeats.beat("task")


@shared_task(name="fidus.tasks.tonight")
def tonight() -> None:
    """Everything up to the business date, nights that were missed included."""
    run_night(as_of=clock.today(), by=None)


@shared_task(time_limit=20, soft_time_limit=15)
def invent_prices() -> None:
    """New prices of the demo's paper exchange; a firm with accounts of its own has none of it."""
    if settings.DEMO:
        invent(INVENTED, server=SERVER)
